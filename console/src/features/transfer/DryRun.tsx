/** What the whole file would do, and the button that does it. */
import { Button, Progress, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { context, Problem } from "@/api/client";
import { Panel } from "@/ui/Panel";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Figures } from "./Figures";
import type { Chosen } from "./plan";
import { useAct, type Import } from "./reads";
import css from "./transfer.module.css";

interface Props {
  one: Import;
  /** The dry run of what is chosen now; null before it has begun. */
  check: Import["check"];
  chosen: Chosen;
  isReady: boolean;
  onChoose: (chosen: Chosen) => void;
}

export function DryRun({ one, check, chosen, isReady, onChoose }: Props) {
  const { t } = useTranslation("transfer");
  const tell = useTell();
  const run = useAct(one.id, "run");
  const isDone = check?.state === "done";
  const writes = isDone ? check.created + check.changed : 0;
  const note = isDone ? t("triedAll", { count: check.done, number: check.done.toLocaleString(), seconds: check.seconds ?? 0 }) : isReady ? t("trying") : t("notReady");
  const percent = check?.total ? Math.floor((100 * check.done) / check.total) : 0;
  return (
    <>
      <Panel title={t("dryRun")} extra={note}>
        {check?.state === "failed" ? (
          <Trouble error={new Problem(422, String(check.error?.["code"] ?? ""), String(check.error?.[context.language === "zh-CN" ? "message_zh" : "message"] ?? ""))} />
        ) : isDone ? (
          <Figures work={check} />
        ) : (
          isReady && <Progress percent={percent} showInfo={check?.total != null} status="active" aria-label={t("dryRun")} />
        )}
        {isDone && check.causes.length > 0 && <Causes check={check} />}
        <Radio.Group className={css["misfits"]} value={chosen.misfits} onChange={(event) => onChoose({ ...chosen, misfits: event.target.value as Chosen["misfits"] })}>
          <Radio value="empty">{t("misfitsEmpty")}</Radio>
          <Radio value="leave_out">{t("misfitsLeaveOut")}</Radio>
        </Radio.Group>
      </Panel>
      <Button type="primary" size="large" block disabled={!writes} loading={run.isPending} onClick={() => run.mutate(undefined, { onError: tell.failed })}>
        {isDone ? t("import", { count: writes, number: writes.toLocaleString() }) : t("importWaits")}
      </Button>
      <p className={css["promise"]}>{t("promise")}</p>
    </>
  );
}

/** What is wrong with cells, the most frequent first. */
export function Causes({ check }: { check: NonNullable<Import["check"]> }) {
  return (
    <ul className={css["causes"]}>
      {check.causes.slice(0, 6).map((cause) => (
        <li key={cause.field + cause.code + String(cause.fails)} className={css[cause.fails ? "bad" : "warn"]}>
          <span>
            <b>{cause.label}</b> {context.language === "zh-CN" ? cause.zh : cause.en}
          </span>
          <strong>{cause.count.toLocaleString()}</strong>
        </li>
      ))}
    </ul>
  );
}
