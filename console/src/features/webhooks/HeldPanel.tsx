/** Events that were kept while the webhook was off, and the button that processes them. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt, useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { useHealth, useRelease, type Webhook } from "./reads";

export function HeldPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const tell = useTell();
  const may = useMay("webhooks:write");
  const release = useRelease(webhook.name);
  const held = useHealth().data?.get(webhook.name)?.held ?? 0;
  if (held === 0 && webhook.is_on) return null;
  const process = () => release.mutateAsync().then(({ released }) => tell.done(t("released", { count: released })), tell.failed);
  return (
    <Alert
      type={webhook.is_on ? "info" : "warning"}
      showIcon
      title={webhook.is_on ? t("heldTitle", { count: held }) : t("offTitle", { count: held })}
      description={webhook.is_on ? t("heldOffer", { count: held }) : t("offText")}
      action={
        held > 0 && (
          <>
            <Link to={at(`/events?webhook=${webhook.name}&status=held`)}>
              <Button type="link">{t("look")}</Button>
            </Link>
            {webhook.is_on && may && (
              <Button type="primary" loading={release.isPending} onClick={() => void process()}>
                {t("processHeld", { count: held })}
              </Button>
            )}
          </>
        )
      }
    />
  );
}
