/** Says what a large paste would do before it does it, shows how far it is, and lets it be stopped. */
import { Button, Checkbox, Modal, Progress as Bar } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { grouped } from "@/widgets/values/text";
import { Trouble } from "@/ui/states";
import type { Column } from "../model/types";
import css from "../grid.module.css";
import { sizeOf, withoutStrangers, type PastePlan } from "./plan";
import { addOptions, runPaste, type Progress } from "./run";

interface Props {
  table: string;
  plan: PastePlan;
  columns: readonly Column[];
  mayAddOptions: boolean;
  onClose: (progress: Progress | undefined) => void;
}

const SHOWN = 5;

export function PasteDialog({ table, plan, columns, mayAddOptions, onClose }: Props) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const [adds, setAdds] = useState(mayAddOptions);
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<unknown>();
  const [isRunning, run] = useState(false);
  const stop = useRef(false);
  const labelOf = (field: string) => columns.find((one) => one.id === field)?.label ?? field;
  const begin = async () => {
    run(true);
    setError(undefined);
    try {
      if (adds) await addOptions(table, columns, plan.strangers);
      const done = await runPaste(table, adds ? plan : withoutStrangers(plan), setProgress, () => stop.current);
      setProgress(done);
      if (!done.isStopped && done.refused.length === 0) onClose(done);
    } catch (problem) {
      setError(problem);
    } finally {
      run(false);
    }
  };
  const footer = progress && !isRunning ? (
    <Button type="primary" onClick={() => onClose(progress)}>
      {ui("close")}
    </Button>
  ) : isRunning ? (
    <Button onClick={() => (stop.current = true)}>{t("pasteStop")}</Button>
  ) : (
    <>
      <Button onClick={() => onClose(undefined)}>{ui("cancel")}</Button>
      <Button type="primary" onClick={() => void begin()}>
        {t("pasteDo", { count: sizeOf(plan), number: grouped(sizeOf(plan)) })}
      </Button>
    </>
  );
  return (
    <Modal open width={520} title={t("pasteTitle")} closable={!isRunning} mask={{ closable: false }} keyboard={!isRunning} onCancel={() => onClose(progress)} footer={footer}>
      {!progress && !isRunning && (
        <ul className={css["plain"]}>
          {plan.updates.size > 0 && <li>{t("pasteChanges", { count: plan.updates.size, number: grouped(plan.updates.size) })}</li>}
          {plan.creates.length > 0 && <li>{t("pasteCreates", { count: plan.creates.length, number: grouped(plan.creates.length) })}</li>}
          {plan.lost > 0 && <li>{t("pasteLost", { count: plan.lost, number: plan.lost })}</li>}
          {[...plan.strangers].map(([field, labels]) => (
            <li key={field}>{t("pasteStrangers", { field: labelOf(field), options: labels.slice(0, SHOWN).join(", ") + (labels.length > SHOWN ? "…" : "") })}</li>
          ))}
        </ul>
      )}
      {!progress && !isRunning && plan.strangers.size > 0 && (
        <Checkbox checked={adds} disabled={!mayAddOptions} onChange={(event) => setAdds(event.target.checked)}>
          {mayAddOptions ? t("pasteAddOptions") : t("pasteMayNotAdd")}
        </Checkbox>
      )}
      {(progress || isRunning) && <Bar percent={Math.round((100 * (progress?.done ?? 0)) / sizeOf(plan))} status={isRunning ? "active" : progress?.isStopped ? "exception" : "success"} />}
      {progress && (
        <p role="status">{t("pasteDone", { created: grouped(progress.created.length), changed: grouped(progress.changed), refused: grouped(progress.refused.length), left: grouped(progress.total - progress.done) })}</p>
      )}
      {progress && !isRunning && progress.refused.length > 0 && (
        <ul className={css["plain"]}>
          {progress.refused.slice(0, SHOWN).map(({ index, detail }) => (
            <li key={index}>{t("pasteRefused", { row: index + 1, reason: detail })}</li>
          ))}
        </ul>
      )}
      {error !== undefined && <Trouble error={error} retry={() => void begin()} />}
    </Modal>
  );
}
