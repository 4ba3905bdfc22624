/** One bulk replay in its fixed order: chosen, tried dry, written; what came of it, and the way back. */
import { Button, Progress, Steps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Loaded, Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag, type Tone } from "@/widgets/state";
import { wholeMoment } from "@/widgets/time";
import { ItemsPanel } from "./ItemsPanel";
import { hasEnded, resultHref, useAct, useReplay, type Replay } from "./reads";
import css from "./replays.module.css";
import { percentOf, sumsOf } from "./sums";
import { SumsPanel } from "./SumsPanel";
import { UndoPanel } from "./UndoPanel";

const TONES: Record<Replay["state"], Tone> = { queued: "accent", running: "accent", waiting: "warn", done: "ok", failed: "bad", cancelled: "idle" };

export function Component() {
  const { replay = "" } = useParams();
  const query = useReplay(replay);
  return <Loaded query={query}>{(told) => <Shown key={told.id} replay={told} />}</Loaded>;
}

function Shown({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const at = useAt();
  const count = replay.total ?? replay.finished;
  const title = replay.total === null ? t("titleOpen") : t("title", { count });
  const version = replay.version === "live" ? t("onLive") : replay.version === "draft" ? t("onDraft") : t("onVersion", { version: Number(replay.version) });
  const note = [replay.webhook, version, replay.as_new ? t("asNew") : t("redo"), replay.by, wholeMoment(replay.created_at)].filter(Boolean).join(" · ");
  const place = replay.dry_run ? 1 : 2;
  return (
    <Page
      title={
        <>
          {title} <Tag tone={replay.paused ? "warn" : TONES[replay.state]}>{replay.paused ? t("paused") : t(`state_${replay.state}`)}</Tag>
        </>
      }
      name={title}
      parent={{ label: t("events"), to: at("/events") }}
      note={note}
      actions={<Actions replay={replay} />}
      help="howto/test-and-replay"
    >
      <div className={css["page"]}>
        <Steps className={css["steps"] ?? ""} size="small" current={hasEnded(replay.state) && !replay.dry_run ? 3 : place} status={replay.state === "failed" ? "error" : "process"} items={[{ title: t("stepChoose") }, { title: t("stepDry") }, { title: t("stepWrite") }]} />
        <Going replay={replay} />
        {replay.error != null && <Trouble error={new Error((replay.error as { message?: string }).message ?? t("state_failed"))} />}
        <SumsPanel replay={replay} />
        <UndoPanel replay={replay} />
        <ItemsPanel replay={replay} />
      </div>
    </Page>
  );
}

/** How far it is, and how to hold it. It goes on when the tab is closed. */
function Going({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const act = useAct(replay.id);
  const tell = useTell();
  const mayReplay = useMay("events:replay");
  const done = (what: "pause" | "resume" | "cancel") => act.mutate(what, { onError: tell.failed });
  if (hasEnded(replay.state)) return null;
  return (
    <div className={css["going"]} role="status">
      <Progress percent={percentOf(replay.finished, replay.total) ?? 0} showInfo={false} status={replay.paused ? "normal" : "active"} aria-label={t("progress")} />
      <span>{replay.total === null ? t("gathering") : t("finished", { finished: replay.finished, total: replay.total })}</span>
      <span className="quiet">{replay.paused ? t("pausedText") : t("goesOn")}</span>
      {mayReplay && (
        <span className={css["holds"]}>
          {replay.paused ? (
            <Button size="small" icon={<Icon name="play" size={14} />} loading={act.isPending} onClick={() => done("resume")}>
              {t("resume")}
            </Button>
          ) : (
            <Button size="small" loading={act.isPending} onClick={() => done("pause")}>
              {t("pause")}
            </Button>
          )}
          <Button size="small" danger onClick={() => done("cancel")}>
            {t("cancel")}
          </Button>
        </span>
      )}
    </div>
  );
}

function Actions({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const at = useAt();
  const go = useNavigate();
  const act = useAct(replay.id);
  const tell = useTell();
  const mayReplay = useMay("events:replay");
  const { writes } = sumsOf(replay);
  const write = () => act.mutate("write", { onSuccess: (made) => void go(at(`/replays/${made.id}`)), onError: tell.failed });
  return (
    <>
      {replay.of_dry_run && (
        <Link to={at(`/replays/${replay.of_dry_run}`)}>
          <Button>{t("seeDryRun")}</Button>
        </Link>
      )}
      {replay.finished > 0 && (
        <Button href={resultHref(replay.id)} download icon={<Icon name="download" />}>
          {t("download")}
        </Button>
      )}
      {replay.dry_run && replay.state === "done" && mayReplay && (
        <Button type="primary" icon={<Icon name="redo" />} loading={act.isPending} disabled={replay.finished === 0} onClick={write}>
          {writes > 0 ? t("write", { count: writes }) : t("writeNone")}
        </Button>
      )}
    </>
  );
}
