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

export type TypeChanging = Schemas["TypeChangeOut"];

const POLL_MS = 1_500;
const at = (table: string, field: string) => ({ params: { path: { table, field } } });

export function isMoving(change: TypeChanging | undefined): boolean {
  return change?.phase === "copying" || change?.phase === "flagging";
}

/** How far the latest change of a field's type is; once it has ended, the field is asked anew. */
export function useTypeChanging(table: string, field: string) {
  return useQuery({
    queryKey: ["type-change", table, field],
    refetchInterval: ({ state }) => (isMoving(state.data) ? POLL_MS : false),
    queryFn: async () => {
      const before = queries.getQueryData<TypeChanging>(["type-change", table, field]);
      const now = await data(api.GET("/api/v1/tables/{table}/fields/{field}/type-change", at(table, field)));
      if (isMoving(before) && !isMoving(now)) void queries.invalidateQueries({ queryKey: ["tables"] });
      return now;
    },
  });
}

export function useCancelTypeChange(table: string, field: string) {
  return useMutation({
    mutationFn: () => data(api.POST("/api/v1/tables/{table}/fields/{field}/type-change/cancel", at(table, field))),
    onSettled: () => queries.invalidateQueries({ queryKey: ["type-change", table, field] }),
  });
}

export function useChangeType(table: string) {
  return useMutation({
    mutationFn: ({ field, body }: { field: string; body: Schemas["TypeChangeIn"] }) =>
      data(api.POST("/api/v1/tables/{table}/fields/{field}/type-change", { params: { path: { table, field } }, body })),
    onSettled: () => Promise.all([queries.invalidateQueries({ queryKey: ["tables"] }), queries.invalidateQueries({ queryKey: ["type-change", table] })]),
  });
}
