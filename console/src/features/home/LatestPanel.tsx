/** The newest events, live; each opens. */
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { SourceBadge } from "@/widgets/small";
import { Light, Tag, type Tone } from "@/widgets/state";
import { clockTime, took, wholeMoment } from "@/widgets/time";
import type { Schemas } from "@/api/client";
import css from "./home.module.css";
import { useLatest, useNamed, useTables } from "./reads";

type Event = Schemas["EventOut"];

const TONES: Record<Event["state"], Tone> = { received: "accent", running: "accent", done: "ok", waiting: "warn", failed: "bad", held: "idle", rejected: "idle", duplicate: "idle" };

export function LatestPanel() {
  const { t } = useTranslation(["home", "events"]);
  const at = useAt();
  const latest = useLatest();
  return (
    <Panel
      flush
      title={
        <>
          {t("latest")} <Light tone="ok" />
        </>
      }
      extra={<Link to={at("/events")}>{t("allEvents")}</Link>}
    >
      <Loaded query={latest} rows={8}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={css["none"]}>{t("noEvents")}</p>
          ) : (
            <table className={css["events"]}>
              <thead>
                <tr>
                  <th>{t("events:time")}</th>
                  <th>{t("source")}</th>
                  <th>{t("events:lead")}</th>
                  <th className={css["desk"]}>{t("events:written")}</th>
                  <th>{t("events:result")}</th>
                  <th className={css["desk"]}>{t("events:took")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((event) => (
                  <Row key={event.id} event={event} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Row({ event }: { event: Event }) {
  const { t } = useTranslation(["home", "events"]);
  const at = useAt();
  const go = useNavigate();
  const { label, kind, glyph } = useNamed()(event.webhook, event.source);
  const hasIssues = event.state === "done" && event.has_issues;
  const to = at(`/events/${event.id}`);
  return (
    <tr onClick={() => void go(to)}>
      <td className="mono" title={wholeMoment(event.received_at)}>
        {clockTime(event.received_at)}
      </td>
      <td>
        <span className={css["source"]} title={label}>
          <SourceBadge name={kind} glyph={glyph} />
          <span>{label}</span>
        </span>
      </td>
      <td>
        <Link to={to} onClick={(click) => click.stopPropagation()}>
          {event.title ?? t("events:unnamed")}
        </Link>
      </td>
      <td className={css["desk"]} data-tone={event.error ? "bad" : undefined}>
        {event.error ?? <Written writes={event.writes} />}
      </td>
      <td>
        <Tag tone={hasIssues ? "warn" : TONES[event.state]}>{hasIssues ? t("events:doneWithIssues") : t(`events:state_${event.state}`)}</Tag>
      </td>
      <td className={css["desk"]}>{event.took_ms === null ? "–" : took(event.took_ms)}</td>
    </tr>
  );
}

/** What an event wrote, by table: "客户 +1". */
function Written({ writes }: { writes: Event["writes"] }) {
  const { t } = useTranslation("events");
  const tables = useTables().data?.items;
  return writes
    .map((one) => {
      const told = [one.created && `+${one.created}`, one.updated && t("changed", { count: one.updated }), one.deleted && `−${one.deleted}`].filter(Boolean);
      return `${tables?.find((table) => table.id === one.table)?.label ?? ""} ${told.join(" ")}`;
    })
    .join(" · ");
}
