/** What the webhooks' pages ask the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { useHints } from "@/app/live";
import { queries } from "@/app/queries";

export type Webhook = Schemas["WebhookOut"];
export type Health = Schemas["HealthOut"];
export type Source = Schemas["SourceOut"];
export type Event = Schemas["EventOut"];
export type Patch = Schemas["WebhookPatch"];

const POLL_MS = 30_000;

export function useWebhooks() {
  return useQuery({
    queryKey: ["webhooks", "*list"],
    queryFn: () => data(api.GET("/api/v1/webhooks", { params: { query: { limit: 1000 } } })),
  });
}

/** How every webhook is, by name; asked again when an event comes. */
export function useHealth() {
  useHints(
    useCallback((hint) => {
      if (hint.topic === "events") void queries.invalidateQueries({ queryKey: ["webhooks", "*health"] });
    }, []),
  );
  return useQuery({
    queryKey: ["webhooks", "*health"],
    queryFn: () => data(api.GET("/api/v1/webhooks/health")),
    refetchInterval: POLL_MS,
    select: ({ items }) => new Map(items.map((one) => [one.webhook, one])),
  });
}

export function useWebhook(webhook: string) {
  return useQuery({
    queryKey: ["webhooks", webhook],
    queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}", { params: { path: { webhook } } })),
  });
}

export function useSources() {
  return useQuery({ queryKey: ["sources"], queryFn: () => data(api.GET("/api/v1/sources")), staleTime: Infinity });
}

export function useSource(name: string): Source | undefined {
  return useSources().data?.items.find((one) => one.name === name);
}

/** Give words of the server's that exist in both languages, in the reader's. */
export function useWords(): (words: { zh: string; en: string }) => string {
  const { i18n } = useTranslation();
  return (words) => (i18n.language === "en" ? words.en : words.zh);
}

/** The newest events of a webhook. */
export function useLatest(webhook: string, limit = 5) {
  return useQuery({
    queryKey: ["events", "latest", webhook, limit],
    queryFn: () => data(api.GET("/api/v1/events", { params: { query: { webhook, limit } } })),
  });
}

export function useEvent(event: string | undefined) {
  return useQuery({
    queryKey: ["events", event],
    enabled: event !== undefined,
    queryFn: () => data(api.GET("/api/v1/events/{event}", { params: { path: { event: event ?? "" }, query: { glance: true } } })),
  });
}

export function useRefusals(webhook: string) {
  return useQuery({
    queryKey: ["webhooks", webhook, "refusals"],
    queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}/refusals", { params: { path: { webhook } } })),
  });
}

function keep(webhook: Webhook): void {
  queries.setQueryData(["webhooks", webhook.name], webhook);
  void queries.invalidateQueries({ queryKey: ["webhooks"] });
}

/** Change a webhook: what is shown follows when the server has agreed. */
export function useChange(webhook: string) {
  return useMutation({
    mutationFn: (body: Patch) => data(api.PATCH("/api/v1/webhooks/{webhook}", { params: { path: { webhook } }, body })),
    onSuccess: keep,
  });
}

export function useCreate() {
  return useMutation({
    mutationFn: (body: { label: string; source: string; suffix?: string; settings?: Record<string, unknown> }) =>
      data(api.POST("/api/v1/webhooks", { body: { is_on: true, settings: {}, ...body } })),
    onSuccess: keep,
  });
}

export function useReissue(webhook: string) {
  return useMutation({
    mutationFn: () => data(api.POST("/api/v1/webhooks/{webhook}/key", { params: { path: { webhook } } })),
    onSuccess: keep,
  });
}

export function useRelease(webhook: string) {
  return useMutation({
    mutationFn: () => data(api.POST("/api/v1/webhooks/{webhook}/release", { params: { path: { webhook } } })),
    onSuccess: () => Promise.all([queries.invalidateQueries({ queryKey: ["webhooks"] }), queries.invalidateQueries({ queryKey: ["events"] })]),
  });
}

export function useDelete(webhook: string) {
  return useMutation({
    mutationFn: () => api.DELETE("/api/v1/webhooks/{webhook}", { params: { path: { webhook } } }),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ["webhooks", webhook] });
      return queries.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
}
