/** Switches a webhook on or off at once, with undo; switching on offers to process what was held meanwhile. */
import { App, Button, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { useTell } from "@/ui/undo";
import { useChange, useRelease, type Webhook } from "./reads";

export function OnSwitch({ webhook, held }: { webhook: Webhook; held: number }) {
  const { t } = useTranslation("webhooks");
  const { notification } = App.useApp();
  const tell = useTell();
  const change = useChange(webhook.name);
  const release = useRelease(webhook.name);
  const may = useMay("webhooks:write");
  const offer = () => {
    const key = `held-${webhook.id}`;
    const process = async () => {
      notification.destroy(key);
      const { released } = await release.mutateAsync();
      tell.done(t("released", { count: released }));
    };
    notification.open({
      key,
      title: t("turnedOn", { name: webhook.label }),
      description: t("heldOffer", { count: held }),
      placement: "bottom",
      duration: 0,
      actions: (
        <Button type="primary" size="small" onClick={() => void process().catch(tell.failed)}>
          {t("processHeld", { count: held })}
        </Button>
      ),
    });
  };
  const turn = async (isOn: boolean) => {
    await change.mutateAsync({ is_on: isOn });
    if (isOn && held > 0) offer();
    else tell.done(t(isOn ? "turnedOn" : "turnedOff", { name: webhook.label }), () => change.mutateAsync({ is_on: !isOn }));
  };
  const shown = change.isPending ? (change.variables.is_on ?? webhook.is_on) : webhook.is_on;
  return <Switch checked={shown} disabled={!may} aria-label={t("switch", { name: webhook.label })} onChange={(isOn) => void turn(isOn).catch(tell.failed)} />;
}
