/** What the pages of tables ask of the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Table = Schemas["TableOut"];
export type Field = Schemas["FieldOut"];
export type FieldType = Schemas["FieldTypeOut"];

const MANY = 1_000;
const refresh = () => queries.invalidateQueries({ queryKey: ["tables"] });

export function useTables(trashed = false) {
  return useQuery({
    queryKey: ["tables", trashed ? "*trashed" : "*counted"],
    queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: MANY, trashed, count: !trashed } } })),
  });
}

export function useTable(table: string) {
  return useQuery({
    queryKey: ["tables", table],
    queryFn: () => data(api.GET("/api/v1/tables/{table}", { params: { path: { table } } })),
  });
}

export function useTrashedFields(table: string) {
  return useQuery({
    queryKey: ["tables", table, "trashed"],
    queryFn: () =>
      data(api.GET("/api/v1/tables/{table}/fields", { params: { path: { table }, query: { trashed: true, limit: MANY } } })),
  });
}

export function useFieldTypes() {
  return useQuery({
    queryKey: ["field-types"],
    staleTime: Infinity,
    queryFn: () => data(api.GET("/api/v1/field-types")),
  });
}

export function useMakeTable() {
  return useMutation({
    mutationFn: (body: Schemas["TableIn"]) => data(api.POST("/api/v1/tables", { body })),
    onSuccess: refresh,
  });
}

export function useChangeTable(table: string) {
  return useMutation({
    mutationFn: (body: Schemas["TablePatch"]) => data(api.PATCH("/api/v1/tables/{table}", { params: { path: { table } }, body })),
    onSuccess: refresh,
  });
}

export function useTrashTable() {
  return useMutation({
    mutationFn: (table: string) => api.DELETE("/api/v1/tables/{table}", { params: { path: { table } } }),
    onSuccess: refresh,
  });
}

export function useRestoreTable() {
  return useMutation({
    mutationFn: (table: string) => api.POST("/api/v1/tables/{table}/restore", { params: { path: { table } } }),
    onSuccess: refresh,
  });
}

export function useOrderTables() {
  return useMutation({
    mutationFn: (first: string[]) => api.PUT("/api/v1/tables/order", { body: { first } }),
    onSettled: refresh,
  });
}

export function useRestoreField(table: string) {
  return useMutation({
    mutationFn: (field: string) =>
      api.POST("/api/v1/tables/{table}/fields/{field}/restore", { params: { path: { table, field } } }),
    onSuccess: refresh,
  });
}
