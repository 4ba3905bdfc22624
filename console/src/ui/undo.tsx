/** Tells that something was done at once, and takes it back for ten seconds. */
import { App, Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/client";
import { Keys } from "./keys";

const UNDO_S = 10;

/** The one toast of steps that Ctrl+Z takes back: the last step is what its button means, so it takes the place of others. */
const STEP = "undo-step";

/** Give the two ways of telling how an action went: `done(text, undo)` and `failed(error)`. `isStep`: the page keeps all
 * that was done as steps, `undo` takes back the last of them, and Ctrl+Z those before it. */
export function useTell() {
  const { t } = useTranslation();
  const { notification, message } = App.useApp();
  const failed = useCallback(
    (error: unknown) => void message.error(error instanceof Problem && error.code === "network" ? t("networkTitle") : error instanceof Error ? error.message : String(error)),
    [message, t],
  );
  const done = useCallback(
    (text: string, undo?: () => unknown, isStep = false) => {
      if (!undo) return void message.success(text);
      const key = isStep ? STEP : `undo-${Date.now()}`;
      const take = async () => {
        notification.destroy(key);
        try {
          await undo();
          message.success(t("undone"));
        } catch (error) {
          failed(error);
        }
      };
      notification.open({
        key,
        title: text,
        description: isStep && (
          <span className="quiet">
            <Keys keys="mod+z" /> {t("undoEarlier")}
          </span>
        ),
        placement: "bottom",
        duration: UNDO_S,
        actions: (
          <Button size="small" onClick={() => void take()}>
            {t("undo")}
          </Button>
        ),
      });
    },
    [failed, message, notification, t],
  );
  /** Take the offer to undo the last step off the screen: it is not the last one any more. */
  const forgetStep = useCallback(() => notification.destroy(STEP), [notification]);
  return { done, failed, forgetStep };
}
