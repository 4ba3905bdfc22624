/** Tells that something was done at once, and takes it back for ten seconds. */
import { App, Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/client";

const UNDO_S = 10;

/** Give the two ways of telling how an action went: `done(text, undo)` and `failed(error)`. */
export function useTell() {
  const { t } = useTranslation();
  const { notification, message } = App.useApp();
  const failed = useCallback(
    (error: unknown) => void message.error(error instanceof Problem && error.code === "network" ? t("networkTitle") : error instanceof Error ? error.message : String(error)),
    [message, t],
  );
  const done = useCallback(
    (text: string, undo?: () => unknown) => {
      if (!undo) return void message.success(text);
      const key = `undo-${Date.now()}`;
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
  return { done, failed };
}
