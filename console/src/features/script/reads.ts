/** What the script's page asks the server, and what it does there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, Problem, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Webhook = Schemas["WebhookOut"];
export type Version = Schemas["VersionSourceOut"];
export type Draft = Schemas["DraftOut"];
export type Comparison = Schemas["ComparisonOut"];
export type Difference = Schemas["DifferenceOut"];
export type Finding = Schemas["FindingOut"];

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
    queryKey: ["tables", "*typings"],
    queryFn: () => data(api.GET("/api/v1/typings", { parseAs: "text" }) as Promise<{ data?: string }>),
  });
}

export async function saveDraft(webhook: string, source: string, language: string, lock: number | null): Promise<Draft> {
  return data(api.PUT("/api/v1/webhooks/{webhook}/draft", { ...path(webhook), body: { source, language, lock } }));
}

export async function check(webhook: string, source: string, language: string): Promise<Finding[]> {
  const { findings } = await data(api.POST("/api/v1/webhooks/{webhook}/check", { ...path(webhook), body: { source, language } }));
  return findings;
}

/** Try a script on the last events, without writing anything; ends on the server too when the signal is given up. */
export async function compareLast(webhook: string, source: string, language: string, signal: AbortSignal): Promise<Comparison> {
  return data(api.POST("/api/v1/webhooks/{webhook}/compare", { ...path(webhook), body: { source, language, events: 50 }, signal }));
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
