/** How far an import is, what came of it, its failed rows, and taking it back. */
import { Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { context } from "@/api/client";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { grouped } from "@/widgets/values/text";
import { Causes } from "./DryRun";
import { Figures } from "./Figures";
import { mayUndo, StateTag } from "./PastImports";
import { useAct, type Import } from "./reads";
import css from "./transfer.module.css";
import { Undo } from "./Undo";

export function ResultPanel({ one }: { one: Import }) {
  const { t } = useTranslation("transfer");
  const { run, undo } = one;
  if (!run) return null;
  const isRunning = one.state === "running" || one.state === "undoing";
  const work = one.state === "undoing" && undo ? undo : run;
  const percent = work.total ? Math.min(100, Math.floor((100 * work.done) / work.total)) : 0;
  return (
    <div className={css["result"]}>
      <Panel title={one.name} extra={<StateTag state={one.state} />}>
        <p role="status" className={css["told"]}>
          {t(`told_${one.state}`, { done: grouped(work.done), total: grouped(work.total ?? work.done) })}
        </p>
        {isRunning && <Progress percent={percent} showInfo={work.total !== null} status="active" aria-label={t("stepImport")} />}
        {run.error && one.state !== "running" && <p className={css["bad"]}>{String(run.error[context.language === "zh-CN" ? "message_zh" : "message"] ?? run.error["code"])}</p>}
        <Figures work={run} />
        {run.causes.length > 0 && <Causes check={run} />}
        {undo?.state === "done" && (
          <p className="quiet">{t("undoTold", { trashed: grouped(undo.trashed), restored: grouped(undo.restored), kept: grouped(undo.kept + undo.gone) })}</p>
        )}
        <Actions one={one} isRunning={isRunning} />
      </Panel>
    </div>
  );
}

function Actions({ one, isRunning }: { one: Import; isRunning: boolean }) {
  const { t } = useTranslation("transfer");
  const { workspace = "main" } = useParams();
  const at = useAt();
  const tell = useTell();
  const cancel = useAct(one.id, "cancel");
  const failed = `/api/v1/imports/${one.id}/failed?workspace=${encodeURIComponent(workspace)}`;
  return (
    <div className={css["actions"]}>
      {isRunning ? (
        <Button loading={cancel.isPending} onClick={() => cancel.mutate(undefined, { onError: tell.failed })}>
          {t("cancel")}
        </Button>
      ) : (
        one.table && (
          <Link to={at(`/tables/${one.table}`)}>
            <Button type="primary">{t("toTable")}</Button>
          </Link>
        )
      )}
      {(one.run?.failed ?? 0) > 0 && !isRunning && (
        <Button href={failed} download icon={<Icon name="download" />}>
          {t("failedRows", { count: one.run?.failed ?? 0, number: grouped(one.run?.failed ?? 0) })}
        </Button>
      )}
      {mayUndo(one) && <Undo one={one} big />}
    </div>
  );
}
