/** The way back of a replay that wrote: the whole batch at once. */
import { Button, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { hasEnded, useAct, type Replay } from "./reads";
import css from "./replays.module.css";
import { percentOf, sumsOf } from "./sums";

export function UndoPanel({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const mayReplay = useMay("events:replay");
  const [isAsking, ask] = useState(false);
  const act = useAct(replay.id);
  const tell = useTell();
  const { undo } = replay;
  if (replay.dry_run || !hasEnded(replay.state)) return null;
  if (!undo && sumsOf(replay).writes === 0) return null;
  const isAgain = undo != null && (undo.state === "failed" || undo.state === "cancelled");
  const start = async () => {
    await act.mutateAsync("undo").catch(tell.failed);
    ask(false);
  };
  return (
    <Panel
      title={t("undoTitle")}
      extra={
        mayReplay &&
        (!undo || isAgain) && (
          <Button danger icon={<Icon name="undo" />} onClick={() => ask(true)}>
            {t("undo")}
          </Button>
        )
      }
    >
      {!undo && <p className="quiet">{t("undoText")}</p>}
      {undo && !hasEnded(undo.state) && (
        <div className={css["going"]} role="status">
          <Progress percent={percentOf(undo.finished, undo.total) ?? 0} showInfo={false} status="active" aria-label={t("undoTitle")} />
          <span>{t("undoing", { finished: undo.finished, total: undo.total ?? 0 })}</span>
        </div>
      )}
      {undo && hasEnded(undo.state) && <p role="status">{t(`undo_${undo.state as "done" | "failed" | "cancelled"}`)} {told(t, undo)}</p>}
      <Confirm open={isAsking} title={t("undoAsk")} action={t("undo")} onCancel={() => ask(false)} onConfirm={start}>
        <p>{t("undoText")}</p>
      </Confirm>
    </Panel>
  );
}

function told(t: ReturnType<typeof useTranslation<"replays">>["t"], undo: NonNullable<Replay["undo"]>): string {
  const parts = [undo.trashed && t("nTrashed", { count: undo.trashed }), undo.put_back && t("nPutBack", { count: undo.put_back }), undo.restored && t("nRestored", { count: undo.restored }), undo.left && t("nLeft", { count: undo.left }), undo.gone && t("nGone", { count: undo.gone })];
  return parts.filter(Boolean).join(" · ");
}
