/** The scripts that can be tried: the draft where it differs, what is live, and earlier versions. */
import { useQuery } from "@tanstack/react-query";
import { api, data, Problem, type Schemas } from "@/api/client";
import { useMay } from "@/app/session";

export const LIVE = "live";

export interface Tryable {
  key: string;
  source: string | null;
  version: number | null;
  language: string;
}

export function useScripts(webhook: Schemas["WebhookOut"]): Tryable[] {
  const may = useMay("scripts:publish");
  const path = { webhook: webhook.name };
  const draft = useQuery({
    queryKey: ["drafts", webhook.name, "tried"],
    enabled: may,
    staleTime: 0,
    queryFn: () =>
      data(api.GET("/api/v1/webhooks/{webhook}/draft", { params: { path } })).catch((error: unknown) => {
        if (error instanceof Problem && error.code === "draft_missing") return null;
        throw error;
      }),
  }).data;
  const versions = useQuery({
    queryKey: ["webhooks", webhook.name, "versions"],
    queryFn: () => data(api.GET("/api/v1/webhooks/{webhook}/versions", { params: { path, query: { limit: 200 } } })),
  }).data;
  const items = versions?.items ?? [];
  const live = webhook.live_version;
  return [
    ...(live === null ? [] : [{ key: LIVE, source: null, version: null, language: "javascript" }]),
    ...(draft ? [{ key: "draft", source: draft.source, version: null, language: draft.language }] : []),
    ...items.filter((one) => one.number !== live).map((one) => ({ key: String(one.number), source: null, version: one.number, language: one.language })),
  ];
}
