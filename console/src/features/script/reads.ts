/** What the script's page asks the server, and what it does there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, data, Problem, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import { Names } from "@/ui/run/names";
import { outcomeOfReplay, type Outcome } from "@/ui/run/outcome";

export type Webhook = Schemas["WebhookOut"];
export type Version = Schemas["VersionSourceOut"];
export type Draft = Schemas["DraftOut"];
export type Finding = Schemas["FindingOut"];
export type Event = Schemas["EventOut"];

const path = (webhook: string) => ({ params: { path: { webhook } } });

/** The draft; null where there is none yet. */
export function useDraft(webhook: string) {
  return useQuery({
    queryKey: ["drafts", webhook],
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: async () => {
      try {
        return await data(api.GET("/api/v1/webhooks/{webhook}/draft", path(webhook)));
      } catch (error) {
        if (error instanceof Problem && error.code === "draft_missing") return null;
        throw error;
      }
    },
  });
}

export function useVersion(webhook: string, number: number | null) {
  return useQuery({
    queryKey: ["versions", webhook, number],
    staleTime: Infinity,
    queryFn: () =>
      number === null ? null : data(api.GET("/api/v1/webhooks/{webhook}/versions/{number}", { params: { path: { webhook, number } } })),
  });
}

export function useVersions(webhook: string, isOpen: boolean) {
  return useQuery({
    queryKey: ["webhooks", webhook, "versions"],
    enabled: isOpen,
    queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}/versions", { params: { path: { webhook }, query: { limit: 200 } } })),
  });
}

/** The declarations that the editor completes from; they follow the tables. */
export function useTypings() {
  return useQuery({
    queryKey: ["tables", "typings"],
    queryFn: () => data(api.GET("/api/v1/typings", { parseAs: "text" }) as Promise<{ data?: string }>),
  });
}

/** The names of all tables and fields. */
export function useNames(): Names {
  const tables = useQuery({ queryKey: ["tables", "names"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
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

export async function saveDraft(webhook: string, source: string, language: string, lock: number | null): Promise<Draft> {
  return data(api.PUT("/api/v1/webhooks/{webhook}/draft", { ...path(webhook), body: { source, language, lock } }));
}

export async function check(webhook: string, source: string, language: string): Promise<Finding[]> {
  const { findings } = await data(api.POST("/api/v1/webhooks/{webhook}/check", { ...path(webhook), body: { source, language } }));
  return findings;
}

export function usePublish(webhook: string) {
  return useMutation({
    mutationFn: (body: { source: string; language: string; note: string }) =>
      data(api.POST("/api/v1/webhooks/{webhook}/versions", { ...path(webhook), body })),
    onSuccess: (version) => {
      queries.setQueryData(["versions", webhook, version.number], version);
      return queries.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
}

export function useSetLive(webhook: string) {
  return useMutation({
    mutationFn: (version: number | null) => data(api.PUT("/api/v1/webhooks/{webhook}/live", { ...path(webhook), body: { version } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
}

/** What is run: a source of one's own, or a version; on the body of an event, or on a lead. */
export interface Try {
  webhook: string;
  /** Null: the version that is live. */
  source: string | null;
  language: string;
  event: string | null;
  lead: unknown;
  isDry: boolean;
}

async function payloadOf(event: string): Promise<{ text: string; type: string }> {
  const answer = await api.GET("/api/v1/events/{event}/payload", { params: { path: { event } }, parseAs: "blob" });
  const { headers } = await data(api.GET("/api/v1/events/{event}", { params: { path: { event } } }));
  const type = headers.find((pair) => pair.name.toLowerCase() === "content-type")?.value ?? "application/json";
  return { text: await (answer.data as unknown as Blob).text(), type };
}

async function run({ webhook, source, language, event, lead, isDry }: Try): Promise<Outcome> {
  const began = performance.now();
  const since = () => performance.now() - began;
  if (event && (source === null || !isDry)) {
    const body = { as_new: false, dry_run: isDry };
    const replayed = await data(api.POST("/api/v1/events/{event}/replay", { params: { path: { event } }, body }));
    return outcomeOfReplay(replayed, since());
  }
  const payload = event ? await payloadOf(event) : { text: JSON.stringify(lead), type: "application/json" };
  const started = performance.now();
  const tried = await data(
    api.POST("/api/v1/webhooks/{webhook}/test", { ...path(webhook), body: { text: payload.text, headers: { "content-type": payload.type }, source, language } }),
  );
  return outcomeOfReplay(tried, performance.now() - started);
}

export function useTry() {
  return useMutation({ mutationFn: run });
}
