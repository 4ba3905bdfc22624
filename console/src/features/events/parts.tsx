/** The small parts that the list, the groups and the page of an event have in common. */
import { useTranslation } from "react-i18next";
import { SourceBadge } from "@/widgets/small";
import { Tag, type Tone } from "@/widgets/state";
import css from "./events.module.css";
import { useSources, useTables, useWebhooks, useWords, type Event } from "./reads";

export const tones: Record<Event["state"], Tone> = { received: "accent", running: "accent", done: "ok", waiting: "warn", failed: "bad", held: "idle", rejected: "idle", duplicate: "idle" };

/** The state of an event as a word on its colour. */
export function StateTag({ event }: { event: Pick<Event, "state" | "has_issues"> }) {
  const { t } = useTranslation("events");
  if (event.state === "done" && event.has_issues) return <Tag tone="warn">{t("doneWithIssues")}</Tag>;
  return <Tag tone={tones[event.state]}>{t(`state_${event.state}`)}</Tag>;
}

/** The webhook an event came to, with the badge of what sends to it. */
export function WebhookName({ name, source }: { name: string | null; source?: string | null }) {
  const { t } = useTranslation("events");
  const words = useWords();
  const webhook = useWebhooks().data?.items.find((one) => one.name === name);
  const kind = useSources()?.find((one) => one.name === (source ?? webhook?.source));
  const label = webhook?.label ?? name ?? t("deletedWebhook");
  return (
    <span className={css["webhook"]} title={label}>
      <SourceBadge name={kind?.name ?? label} glyph={[...(kind ? words(kind.label) : label)][0] ?? "?"} />
      <span>{label}</span>
    </span>
  );
}

/** What an event wrote, by table: "客户 +1". */
export function useWritten(): (event: Event) => string {
  const { t } = useTranslation("events");
  const tables = useTables();
  return (event) => {
    if (event.state === "duplicate") return event.duplicate_of ? t("sameAs", { id: shortId(event.duplicate_of) }) : "";
    if (event.error) return event.error;
    if (event.state === "rejected") return event.cause ?? "";
    return event.writes
      .map((one) => {
        const label = tables?.find((table) => table.id === one.table)?.label ?? shortId(one.table);
        const told = [one.created && `+${one.created}`, one.updated && t("changed", { count: one.updated }), one.deleted && `−${one.deleted}`].filter(Boolean);
        return `${label} ${told.join(" ")}`;
      })
      .join(" · ");
  };
}

/** Long ids show their beginning and end. */
export function shortId(id: string): string {
  return id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}

export function bytes(size: number): string {
  return size < 1000 ? `${size} B` : size < 1_000_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
