/** What the list of events is narrowed by: kept in the address, so that a link shows the same. */
import { useSearchParams } from "react-router";
import type { Schemas } from "@/api/client";

export type State = Schemas["State"];

export const states: readonly State[] = ["received", "running", "done", "waiting", "failed", "held", "rejected", "duplicate"];
export const spans = ["1h", "24h", "7d", "30d"] as const;
export type Span = (typeof spans)[number];

export interface Filters {
  state: State[];
  webhook: string;
  version: string;
  time: Span | "";
  q: string;
  duplicate: boolean;
  issues: boolean;
}

const HOURS: Record<Span, number> = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };
const MINUTE_MS = 60_000;

/** Read the filters out of an address. */
export function filtersOf(search: URLSearchParams): Filters {
  const time = search.get("time") as Span | null;
  return {
    state: (search.get("status")?.split(",") ?? []).filter((one): one is State => (states as readonly string[]).includes(one)),
    webhook: search.get("webhook") ?? "",
    version: search.get("version") ?? "",
    time: time && spans.includes(time) ? time : "",
    q: search.get("q") ?? "",
    duplicate: search.has("duplicate"),
    issues: search.has("issues"),
  };
}

/** Tell whether anything is narrowed. */
export function isNarrowed(filters: Filters): boolean {
  return filters.state.length > 0 || Boolean(filters.webhook || filters.version || filters.time || filters.q) || filters.duplicate || filters.issues;
}

/** Give what the server is asked; the moment is cut to the minute, so that one list stays one list. */
export function eventQuery(filters: Filters) {
  const since = filters.time && new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - HOURS[filters.time] * 60 * MINUTE_MS).toISOString();
  return {
    state: filters.state.length ? filters.state : undefined,
    webhook: filters.webhook || undefined,
    version: /^\d+$/.test(filters.version) ? Number(filters.version) : undefined,
    since: since || undefined,
    q: filters.q || undefined,
    duplicate: filters.duplicate || undefined,
    has_issues: filters.issues || undefined,
  };
}

/** Give the filters and the way to change some; Back undoes a change. */
export function useFilters(): [Filters, (changes: Partial<Filters>) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const change = (changes: Partial<Filters>) =>
    setSearch((now) => {
      const next = { ...filtersOf(now), ...changes };
      const all = new URLSearchParams(now);
      const told: Record<string, string> = { status: next.state.join(","), webhook: next.webhook, version: next.version, time: next.time, q: next.q, duplicate: next.duplicate ? "1" : "", issues: next.issues ? "1" : "" };
      for (const [name, value] of Object.entries(told)) if (value) all.set(name, value);
      else all.delete(name);
      return all;
    });
  const clear = () => change({ state: [], webhook: "", version: "", time: "", q: "", duplicate: false, issues: false });
  return [filtersOf(search), change, clear];
}
