/** One piece of background work: how far it is, why it failed, and its cancel and retry. */
import { Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag, type Tone } from "@/widgets/state";
import { Ago, shortMoment, took } from "@/widgets/time";
import css from "./jobs.module.css";
import { useAct, type Job } from "./reads";
import { useErrorText, useKindName } from "./words";

const TONES: Record<Job["state"], Tone> = { queued: "accent", running: "accent", waiting: "warn", done: "ok", failed: "bad", cancelled: "idle" };

export function JobRow({ job }: { job: Job }) {
  const { t } = useTranslation("jobs");
  const at = useAt();
  const name = useKindName();
  const errorText = useErrorText();
  const act = useAct(job.id);
  const tell = useTell();
  const isOpen = job.state === "queued" || job.state === "running" || job.state === "waiting";
  const state = job.cancelling ? t("cancelling") : job.paused ? t("paused") : t(`state_${job.state}`);
  const { done, total, note } = job.progress;
  const lasted = job.started_at && job.finished_at ? took(Date.parse(job.finished_at) - Date.parse(job.started_at)) : "";
  return (
    <li>
      <div className={css["what"]}>
        <b>{job.kind === "replay" ? <Link to={at(`/replays/${job.id}`)}>{name(job.kind)}</Link> : name(job.kind)}</b>
        <Tag tone={job.paused ? "warn" : TONES[job.state]}>{state}</Tag>
        <span className="quiet">{[job.by, note].filter(Boolean).join(" · ")}</span>
      </div>
      <div className={css["how"]}>
        {isOpen && total ? <Progress percent={Math.floor((100 * done) / total)} showInfo={false} status={job.paused ? "normal" : "active"} aria-label={t("progress")} /> : null}
        <span>{total ? t("doneOf", { done: done.toLocaleString(), total: total.toLocaleString() }) : done ? done.toLocaleString() : ""}</span>
      </div>
      <div className={css["when"]}>
        <Ago at={job.finished_at ?? job.started_at ?? job.created_at} />
        <small>{job.run_at && job.state === "waiting" ? t("againAt", { moment: shortMoment(job.run_at) }) : lasted}</small>
      </div>
      <div className={css["acts"]}>
        {(job.state === "failed" || (job.state === "waiting" && !job.paused)) && (
          <Button size="small" icon={<Icon name="redo" size={14} />} loading={act.isPending} onClick={() => act.mutate("retry", { onError: tell.failed })}>
            {t("retry")}
          </Button>
        )}
        {isOpen && !job.cancelling && (
          <Button size="small" danger loading={act.isPending} onClick={() => act.mutate("cancel", { onError: tell.failed })}>
            {t("cancel")}
          </Button>
        )}
      </div>
      {job.error != null && job.state !== "done" && (
        <p className={css["error"]} role={job.state === "failed" ? "alert" : undefined}>
          {errorText(job.error)}
          {job.tries > 0 && job.state === "waiting" && ` · ${t("tries", { count: job.tries })}`}
        </p>
      )}
    </li>
  );
}
