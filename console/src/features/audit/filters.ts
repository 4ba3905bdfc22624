/** What the audit is narrowed by: kept in the address, so that a link shows the same. */
import { useSearchParams } from "react-router";

export const spans = ["24h", "7d", "30d", "365d"] as const;
export type Span = (typeof spans)[number];

export interface Filters {
  time: Span | "";
  author: string;
  action: string[];
  subject: string;
}

const HOURS: Record<Span, number> = { "24h": 24, "7d": 168, "30d": 720, "365d": 8760 };
const MINUTE_MS = 60_000;
const NONE: Filters = { time: "", author: "", action: [], subject: "" };

/** Read the filters out of an address. */
export function filtersOf(search: URLSearchParams): Filters {
  const time = search.get("time") as Span | null;
  return {
    time: time && spans.includes(time) ? time : "",
    author: search.get("author") ?? "",
    action: search.get("action")?.split(",").filter(Boolean) ?? [],
    subject: search.get("subject") ?? "",
  };
}

/** Tell whether anything is narrowed. */
export function isNarrowed(filters: Filters): boolean {
  return Boolean(filters.time || filters.author || filters.action.length || filters.subject);
}

/** Give what the server is asked; the moment is cut to the minute, so that one list stays one list. */
export function auditQuery<Action extends string>(filters: Filters, now = Date.now()) {
  const since = filters.time && new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS - HOURS[filters.time] * 60 * MINUTE_MS).toISOString();
  return {
    since: since || undefined,
    author: filters.author || undefined,
    action: filters.action.length ? (filters.action as Action[]) : undefined,
    subject: filters.subject || undefined,
  };
}

/** Give the address of a file with what is shown. */
export function exportAddress(filters: Filters, format: "csv" | "jsonl", workspace: string): string {
  const asked = new URLSearchParams({ format, workspace });
  const { action, ...rest } = auditQuery(filters);
  for (const [name, value] of Object.entries(rest)) if (value) asked.set(name, value);
  for (const one of action ?? []) asked.append("action", one);
  return `/api/v1/audit/export?${asked}`;
}

/** Give the filters and the way to change some; Back undoes a change. */
export function useFilters(): [Filters, (changes: Partial<Filters>) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const change = (changes: Partial<Filters>) =>
    setSearch((now) => {
      const next = { ...filtersOf(now), ...changes };
      const told: Record<string, string> = { time: next.time, author: next.author, action: next.action.join(","), subject: next.subject };
      return new URLSearchParams(Object.entries(told).filter(([, value]) => value));
    });
  return [filtersOf(search), change, () => change(NONE)];
}
