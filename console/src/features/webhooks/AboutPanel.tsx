/** What the webhook is for, in its keepers' own words. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { useChange, type Webhook } from "./reads";

const LONGEST = 2000;

export function AboutPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const [typed, type] = useState<string | null>(null);
  const change = useChange(webhook.name);
  const tell = useTell();
  const may = useMay("webhooks:write");
  const keep = async () => {
    const description = typed?.trim();
    if (description === undefined || description === webhook.description) return type(null);
    await change.mutateAsync({ description });
    type(null);
    tell.done(t("settingKept"), () => change.mutateAsync({ description: webhook.description }));
  };
  return (
    <Panel title={t("description")} extra={t("descriptionNote")}>
      <Input.TextArea
        aria-label={t("description")}
        placeholder={t("descriptionHint")}
        autoSize={{ minRows: 2, maxRows: 8 }}
        maxLength={LONGEST}
        disabled={!may}
        value={typed ?? webhook.description}
        onChange={(event) => type(event.target.value)}
        onBlur={() => void keep().catch(tell.failed)}
      />
    </Panel>
  );
}
