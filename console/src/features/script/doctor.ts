/** Asks the server what a script's unknown ids are, and has them made or mapped. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";
import type { Fix } from "./pasting";

const path = (webhook: string) => ({ params: { path: { webhook } } });

export function usePasteCheck(webhook: string, source: string, isOpen: boolean) {
  return useQuery({
    queryKey: ["tables", "*paste", webhook, source],
    enabled: isOpen,
    placeholderData: (before) => before,
    queryFn: () => data(api.POST("/api/v1/webhooks/{webhook}/paste-check", { ...path(webhook), body: { source } })),
  });
}

export function usePasteFix(webhook: string) {
  return useMutation({
    mutationFn: ({ source, fix }: { source: string; fix: Fix }): Promise<Schemas["PasteFixOut"]> =>
      data(api.POST("/api/v1/webhooks/{webhook}/paste-fix", { ...path(webhook), body: { source, ...fix } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["tables"] }),
  });
}

/** The kinds of field there are, by name and label. */
export function useFieldTypes() {
  return useQuery({ queryKey: ["field-types"], queryFn: () => data(api.GET("/api/v1/field-types")), staleTime: Infinity });
}
