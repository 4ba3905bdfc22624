/** What every page that runs scripts asks the server: names, sources, events, and the run itself. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data, type Schemas } from "@/api/client";
import { Names } from "./names";
import { outcomeOfReplay, type Outcome } from "./outcome";

export type Event = Schemas["EventOut"];

/** The names of all tables and fields. */
export function useNames(): Names {
  const tables = useQuery({ queryKey: ["tables", "*names"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
  return useMemo(() => new Names(tables.data?.items ?? []), [tables.data]);
}

export function useSource(name: string): Schemas["SourceOut"] | undefined {
  const sources = useQuery({ queryKey: ["sources"], queryFn: () => data(api.GET("/api/v1/sources")), staleTime: Infinity });
  return sources.data?.items.find((one) => one.name === name);
}

export function useEvents(webhook: string) {
  return useQuery({
    queryKey: ["events", "latest", webhook, 50],
    queryFn: () => data(api.GET("/api/v1/events", { params: { query: { webhook, limit: 50 } } })),
  });
}

/** What is run: a source of one's own, or a version; on the body of an event, or on a lead. */
export interface Try {
  webhook: string;
  /** Null: a version. */
  source: string | null;
  /** Null: the one that is live. */
  version: number | null;
  language: string;
  event: string | null;
  /** A body of one's own, where no event is named. */
  lead: Payload | null;
  isDry: boolean;
}

export interface Payload {
  text: string;
  /** Its content type. */
  type: string;
}

export const JSON_TYPE = "application/json";

/** Give an event's body as it came. */
export async function payloadOf(event: string): Promise<Payload> {
  const answer = await api.GET("/api/v1/events/{event}/payload", { params: { path: { event } }, parseAs: "blob" });
  const { headers } = await data(api.GET("/api/v1/events/{event}", { params: { path: { event }, query: { glance: true } } }));
  const type = headers.find((pair) => pair.name.toLowerCase() === "content-type")?.value ?? JSON_TYPE;
  return { text: await (answer.data as unknown as Blob).text(), type };
}

/** An event's body, kept: it never changes. */
export function usePayload(event: string | null) {
  return useQuery({
    queryKey: ["payloads", event],
    enabled: event !== null,
    staleTime: Infinity,
    queryFn: () => payloadOf(event ?? ""),
  });
}

async function run({ webhook, source, version, language, event, lead, isDry }: Try): Promise<Outcome> {
  const began = performance.now();
  const since = () => performance.now() - began;
  if (event && (source === null || !isDry)) {
    const body = { as_new: false, dry_run: isDry, version };
    const replayed = await data(api.POST("/api/v1/events/{event}/replay", { params: { path: { event } }, body }));
    return outcomeOfReplay(replayed, since());
  }
  const payload = event ? await payloadOf(event) : (lead ?? { text: "", type: JSON_TYPE });
  const started = performance.now();
  const tried = await data(
    api.POST("/api/v1/webhooks/{webhook}/test", {
      params: { path: { webhook } },
      body: { text: payload.text, headers: { "content-type": payload.type }, source, version, language },
    }),
  );
  return outcomeOfReplay(tried, performance.now() - started);
}

export function useTry() {
  return useMutation({ mutationFn: run });
}
