/** What the home page asks the server. Whatever an event may change is kept under "events". */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { useMay } from "@/app/session";

export type Webhook = Schemas["WebhookOut"];
export type Health = Schemas["HealthOut"];

const POLL_MS = 60_000;
export const DAYS = 7;

export function useNumbers(days: number, enabled = true) {
  return useQuery({
    queryKey: ["events", "numbers", days],
    queryFn: () => data(api.GET("/api/v1/numbers", { params: { query: { days } } })),
    refetchInterval: POLL_MS,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useTables() {
  return useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
}

export function useWebhooks() {
  return useQuery({ queryKey: ["webhooks", "*list"], queryFn: () => data(api.GET("/api/v1/webhooks", { params: { query: { limit: 1000 } } })), enabled: useMay("webhooks:write") });
}

export function useHealth() {
  return useQuery({ queryKey: ["events", "health"], queryFn: () => data(api.GET("/api/v1/webhooks/health")), enabled: useMay("webhooks:write"), refetchInterval: POLL_MS });
}

export function useLatest() {
  return useQuery({ queryKey: ["events", "latest", 8], queryFn: () => data(api.GET("/api/v1/events", { params: { query: { limit: 8 } } })), enabled: useMay("events:read") });
}

export function useFailures() {
  return useQuery({ queryKey: ["events", "failures", ""], queryFn: () => data(api.GET("/api/v1/events/failures", { params: { query: { limit: 100 } } })), enabled: useMay("events:read") });
}

export function useSources() {
  return useQuery({ queryKey: ["sources"], queryFn: () => data(api.GET("/api/v1/sources")), staleTime: Infinity }).data?.items;
}

export function usePeople() {
  return useQuery({ queryKey: ["people", "names", "few"], queryFn: () => data(api.GET("/api/v1/people/names", { params: { query: { limit: 2 } } })) });
}

/** Give the label of a webhook, and the badge of what sends to it. */
export function useNamed(): (webhook: string | null, source?: string | null) => { label: string; kind: string; glyph: string } {
  const { t, i18n } = useTranslation("home");
  const webhooks = useWebhooks().data?.items;
  const sources = useSources();
  return (name, source) => {
    const webhook = webhooks?.find((one) => one.name === name);
    const label = webhook?.label ?? (name || t("others"));
    const kind = sources?.find((one) => one.name === (source ?? webhook?.source));
    const word = kind ? (i18n.language === "en" ? kind.label.en : kind.label.zh) : label;
    return { label, kind: kind?.name ?? label, glyph: [...word][0] ?? "?" };
  };
}
