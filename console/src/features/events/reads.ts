/** What the pages of events ask the server. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import { useMay } from "@/app/session";
import { read, write } from "@/widgets/json/rows";
import { eventQuery, type Filters } from "./filters";

export type Event = Schemas["EventOut"];
export type Detail = Schemas["EventDetailOut"];
export type Group = Schemas["FailureOut"];
export type Replayed = Schemas["ReplayOut"];
export type Table = Schemas["TableOut"];

const PAGE = 50;

/** The list, a page at a time. Its key is its own, so that rows move only when the page says so. */
export function useEvents(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["eventList", filters],
    queryFn: ({ pageParam, signal }) => data(api.GET("/api/v1/events", { params: { query: { ...eventQuery(filters), limit: PAGE, cursor: pageParam || undefined } }, signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}

/** Count what came after an event, up to 100. */
export async function countNewer(filters: Filters, after: string): Promise<number> {
  return (await data(api.GET("/api/v1/events", { params: { query: { ...eventQuery(filters), after, limit: 100 } } }))).items.length;
}

export function useEvent(event: string, enabled = true) {
  return useQuery({ queryKey: ["events", event], queryFn: () => data(api.GET("/api/v1/events/{event}", { params: { path: { event } } })), enabled });
}

export interface Body {
  /** As it came, where it is text; else as the server read it. */
  text: string;
  /** Read without losing a digit; undefined when it is no JSON. */
  value: unknown;
}

/** The body of an event: its own bytes where they are text that we can read, else what the server made of them. */
export function useBody(event: Detail | undefined) {
  const query = useQuery({
    queryKey: ["eventBody", event?.id],
    queryFn: async () => (await api.GET("/api/v1/events/{event}/payload", { params: { path: { event: event?.id ?? "" } }, parseAs: "text" })).data as unknown as string,
    enabled: event !== undefined && event.size > 0,
    staleTime: Infinity,
  });
  return useMemo((): Body | undefined => {
    if (!event || (event.size > 0 && query.data === undefined && !query.error)) return undefined;
    const isPacked = event.headers.some(({ name, value }) => name === "content-encoding" && value !== "identity");
    const raw = isPacked || query.data === undefined ? undefined : query.data;
    const value = raw === undefined ? undefined : read(raw);
    const kept = event.body === null || event.body === undefined ? undefined : read(JSON.stringify(event.body));
    return { text: raw ?? (typeof event.body === "string" ? event.body : kept === undefined ? "" : write(kept, 2)), value: value ?? (event.body_kind === "text" ? undefined : kept) };
  }, [event, query.data, query.error]);
}

export function useFailures(webhook: string | undefined) {
  return useQuery({ queryKey: ["events", "failures", webhook ?? ""], queryFn: () => data(api.GET("/api/v1/events/failures", { params: { query: { webhook, limit: 100 } } })) });
}

export function useTables() {
  return useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) }).data?.items;
}

export function useWebhooks() {
  return useQuery({ queryKey: ["webhooks", "*list"], queryFn: () => data(api.GET("/api/v1/webhooks", { params: { query: { limit: 1000 } } })), enabled: useMay("webhooks:write") });
}

export function useVersions(webhook: string | null) {
  return useQuery({ queryKey: ["webhooks", webhook, "versions"], queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}/versions", { params: { path: { webhook: webhook ?? "" }, query: { limit: 100 } } })), enabled: webhook !== null && useMay("webhooks:write") });
}

export function useSources() {
  return useQuery({ queryKey: ["sources"], queryFn: () => data(api.GET("/api/v1/sources")), staleTime: Infinity }).data?.items;
}

/** Give words that exist in both languages in the reader's. */
export function useWords(): (words: { zh: string; en: string }) => string {
  const { i18n } = useTranslation();
  return (words) => (i18n.language === "en" ? words.en : words.zh);
}

/** Let go of every answer about events: a replay changes them, and records with them. */
export function forgetEvents(): void {
  for (const topic of ["events", "eventList", "records"]) void queries.invalidateQueries({ queryKey: [topic] });
}

export function useReplayGroup() {
  return useMutation({
    mutationFn: (body: Pick<Schemas["FailureReplayIn"], "key" | "dry_run">) => data(api.POST("/api/v1/events/failures/replay", { body: { limit: 100, ...body } })),
    onSuccess: (_, { dry_run }) => !dry_run && forgetEvents(),
  });
}

/** Note that a person looks at failures: they raise no light any more. */
export function useSeen(what: { key: string } | { events: string[] } | undefined): void {
  const told = JSON.stringify(what);
  useEffect(() => {
    if (!told) return;
    const body = JSON.parse(told) as { key?: string; events?: string[] };
    // Who only looks must not be stopped by a failure to note it.
    void api.POST("/api/v1/events/seen", { body: { events: body.events ?? [], key: body.key } }).then(() => queries.invalidateQueries({ queryKey: ["events", "failures", "unseen"] }), () => undefined);
  }, [told]);
}
