/** Deletes the webhook, after its name was typed and what goes was counted. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { useDelete, useHealth, type Webhook } from "./reads";

export function DangerPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const go = useNavigate();
  const tell = useTell();
  const may = useMay("webhooks:write");
  const [asking, ask] = useState(false);
  const remove = useDelete(webhook.name);
  const health = useHealth().data?.get(webhook.name);
  if (!may) return null;
  const confirm = async () => {
    try {
      await remove.mutateAsync();
      tell.done(t("deleted", { name: webhook.label }));
      await go(at("/webhooks"));
    } catch (error) {
      tell.failed(error);
      ask(false);
    }
  };
  return (
    <Panel
      title={t("deleteTitle")}
      extra={
        <Button danger onClick={() => ask(true)}>
          {t("deleteAction", { name: webhook.label })}
        </Button>
      }
    >
      <p style={{ margin: 0 }} className="quiet">
        {t("deleteText")}
      </p>
      <Confirm open={asking} title={t("deleteAction", { name: webhook.label })} action={t("deleteAction", { name: webhook.label })} name={webhook.label} onCancel={() => ask(false)} onConfirm={confirm}>
        <p>{t("deleteText")}</p>
        {health && <p>{t("deleteCounts", { count: health.last_24h, held: health.held, waiting: health.waiting })}</p>}
      </Confirm>
    </Panel>
  );
}
