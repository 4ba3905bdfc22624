/** The newest events of the webhook; each opens. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { Light, Tag, type Tone } from "@/widgets/state";
import { clockTime, took } from "@/widgets/time";
import css from "./overview.module.css";
import { useHealth, useLatest, type Event, type Webhook } from "./reads";

const STATES: Record<Event["state"], Tone> = {
  received: "accent",
  running: "accent",
  done: "ok",
  waiting: "warn",
  failed: "bad",
  held: "idle",
  rejected: "bad",
  duplicate: "idle",
};

export function LatestPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const latest = useLatest(webhook.name);
  const light = useHealth().data?.get(webhook.name)?.light;
  return (
    <Panel
      flush
      title={
        <>
          {t("justReceived")} {light === "live" && <Light tone="ok" pulse />}
        </>
      }
      extra={<Link to={at(`/events?webhook=${webhook.name}`)}>{t("allEvents")}</Link>}
    >
      <Loaded query={latest} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <div className={css["none"]}>{t("noEvents")}</div>
          ) : (
            <table className={css["events"]}>
              <tbody>
                {items.map((event) => (
                  <EventRow key={event.id} event={event} />
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function EventRow({ event }: { event: Event }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const created = event.writes.reduce((sum, one) => sum + one.created, 0);
  const updated = event.writes.reduce((sum, one) => sum + one.updated, 0);
  return (
    <tr>
      <td>{clockTime(event.received_at)}</td>
      <td className={css["title"]}>
        <Link to={at(`/events/${event.id}`)}>{event.title ?? event.id}</Link>
      </td>
      <td className={css["wide"]}>{[created && t("created", { count: created }), updated && t("updated", { count: updated })].filter(Boolean).join(" · ")}</td>
      <td>
        <Tag tone={event.state === "done" && event.has_issues ? "warn" : STATES[event.state]}>{event.state === "done" && event.has_issues ? t("state_issues") : t(`state_${event.state}`)}</Tag>
      </td>
      <td className={css["wide"]}>{event.took_ms === null ? "" : took(event.took_ms)}</td>
    </tr>
  );
}
