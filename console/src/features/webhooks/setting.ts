/** Keeps a change of a webhook's settings at once, and takes it back on request. */
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import type { Settings } from "./options";
import { useChange, type Webhook } from "./reads";

/** Give what keeps some settings; it tells how that went and resolves to whether they are kept. */
export function useSetting(webhook: Webhook): (change: Partial<Settings>) => Promise<boolean> {
  const { t } = useTranslation("webhooks");
  const tell = useTell();
  const { mutateAsync } = useChange(webhook.name);
  return async (change) => {
    const before = Object.fromEntries(Object.keys(change).map((name) => [name, webhook.settings[name]]));
    try {
      await mutateAsync({ settings: { ...change } as Record<string, unknown> });
    } catch (error) {
      tell.failed(error);
      return false;
    }
    tell.done(t("settingKept"), () => mutateAsync({ settings: before }));
    return true;
  };
}
