/** A dry run of all events of a cause, and trying them all again for real. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag } from "@/widgets/state";
import css from "./causes.module.css";
import { shortId, tones } from "./parts";
import { ReplayMany } from "./ReplayMany";
import { useReplayGroup, type Group } from "./reads";

const MOST = 100;

export function GroupReplay({ group }: { group: Group }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const { done } = useTell();
  const [isAsking, ask] = useState(false);
  const dry = useReplayGroup();
  const real = useReplayGroup();
  const count = Math.min(group.count, MOST);
  const tried = dry.data;
  const writes = tried ? tried.created + tried.updated + tried.deleted : 0;
  const tryAll = () => real.mutate({ key: group.key, dry_run: false }, { onSuccess: (ended) => done(t("triedAll", { done: ended.done, failed: ended.failed + ended.refused })) });
  return (
    <div className={css["replay"]}>
      <header>
        <b>{t("dryRunAll", { count })}</b>
        <span className="quiet">{t("onLive")}</span>
        <Button type="link" size="small" onClick={() => ask(true)}>
          {t("replayInBackground", { count: group.count })}
        </Button>
      </header>
      {isAsking && <ReplayMany many={{ group: group.key, webhook: group.webhook, count: group.count }} onClose={() => ask(false)} />}
      {!tried && (
        <div className={css["begin"]}>
          <p>{t("dryRunAllText")}</p>
          <Button type="primary" icon={<Icon name="play" size={14} />} loading={dry.isPending} onClick={() => dry.mutate({ key: group.key, dry_run: true })}>
            {t("dryRun")}
          </Button>
        </div>
      )}
      {(dry.error ?? real.error) && <Trouble error={dry.error ?? real.error} />}
      {tried && (
        <>
          <dl className={css["sums"]}>
            <Sum label={t("operation_create")} count={tried.created} tone="ok" />
            <Sum label={t("operation_update")} count={tried.updated} tone="accent" />
            <Sum label={t("operation_skip")} count={tried.skipped} tone="idle" />
            <Sum label={t("stillFail")} count={tried.failed + tried.refused} tone={tried.failed + tried.refused ? "bad" : "idle"} />
          </dl>
          <ul className={css["items"]}>
            {tried.items.map((one) => (
              <li key={one.event}>
                <Link to={at(`/events/${one.event}`)}>
                  <code>{shortId(one.event)}</code>
                </Link>
                <Tag tone={one.state ? tones[one.state] : "bad"}>{one.state ? t(`state_${one.state}`) : t("notReplayable")}</Tag>
                <span className={css["why"]}>{one.error}</span>
              </li>
            ))}
          </ul>
          <footer>
            <span>{t("thatWrites", { count: writes })}</span>
            <Button type="primary" icon={<Icon name="redo" size={14} />} loading={real.isPending} onClick={tryAll}>
              {t("tryAll", { count })}
            </Button>
          </footer>
        </>
      )}
    </div>
  );
}

function Sum({ label, count, tone }: { label: string; count: number; tone: string }) {
  return (
    <div data-tone={tone}>
      <dd>{count}</dd>
      <dt>{label}</dt>
    </div>
  );
}
