/** What a change of a field's type asks of the server. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type TypePlan = Schemas["TypePlanOut"];

export function useTypePlan(table: string, field: string, type: string | undefined, params: Record<string, unknown>) {
  return useQuery({
    queryKey: ["type-plan", table, field, type, params],
    enabled: type !== undefined,
    retry: false,
    gcTime: 0,
    queryFn: () =>
      data(api.POST("/api/v1/tables/{table}/fields/{field}/type-plan", { params: { path: { table, field } }, body: { type: type ?? "", params: params as never } })),
  });
}

export function useChangeType(table: string) {
  return useMutation({
    mutationFn: ({ field, body }: { field: string; body: Schemas["TypeChangeIn"] }) =>
      data(api.POST("/api/v1/tables/{table}/fields/{field}/type-change", { params: { path: { table, field } }, body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tables"] }),
  });
}
