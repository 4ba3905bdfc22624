/** What the pages of imports ask of the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Import = Schemas["ImportOut"];
export type Work = Schemas["ImportWorkOut"];
export type Plan = Schemas["ImportPlanIn"];
export type Preview = Schemas["ImportPreviewOut"];
export type Column = Schemas["ImportColumnOut"];
export type Table = Schemas["TableOut"];
export type FieldType = Schemas["FieldTypeOut"];

const POLL_MS = 700;
const ENDED = new Set(["done", "failed", "cancelled"]);

const isOpen = (work: { state: string } | null | undefined) => work !== null && work !== undefined && !ENDED.has(work.state);

/** Tell whether something of an import works in the background. */
export function isWorking(one: Import): boolean {
  return isOpen(one.check) || isOpen(one.run) || isOpen(one.undo);
}

const keep = (one: Import) => {
  queries.setQueryData(["imports", one.id], one);
  void queries.invalidateQueries({ queryKey: ["imports", "*list"] });
};

export function useImport(id: string) {
  return useQuery({
    queryKey: ["imports", id],
    queryFn: () => data(api.GET("/api/v1/imports/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && isWorking(state.data) ? POLL_MS : false),
  });
}

export function usePreview(one: Import) {
  return useQuery({
    queryKey: ["imports", one.id, "preview", one.table, one.sheet, one.header, one.encoding, one.delimiter],
    staleTime: Infinity,
    queryFn: () => data(api.GET("/api/v1/imports/{id}/preview", { params: { path: { id: one.id } } })),
  });
}

export function useImports(table: string | undefined) {
  return useQuery({
    queryKey: ["imports", "*list", table],
    queryFn: () => data(api.GET("/api/v1/imports", { params: { query: { table, limit: 50 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(isWorking) ? POLL_MS : false),
  });
}

export function useTable(table: string | undefined) {
  return useQuery({
    queryKey: ["tables", table],
    enabled: table !== undefined,
    queryFn: () => data(api.GET("/api/v1/tables/{table}", { params: { path: { table: table ?? "" } } })),
  });
}

export function useFieldTypes() {
  return useQuery({ queryKey: ["field-types"], staleTime: Infinity, queryFn: () => data(api.GET("/api/v1/field-types")) });
}

export function useSend(table: string | undefined) {
  return useMutation({
    mutationFn: (file: File) =>
      data(
        api.POST("/api/v1/imports", {
          params: { query: { name: file.name, table } },
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { "Content-Type": "application/octet-stream" },
        }),
      ),
    onSuccess: keep,
  });
}

export function useReadAnew(id: string) {
  return useMutation({
    mutationFn: (body: Schemas["ImportReadingIn"]) => data(api.PUT("/api/v1/imports/{id}/reading", { params: { path: { id } }, body })),
    onSuccess: keep,
  });
}

/** Say what to do with the file, and try all of it at once. */
export function useTry(id: string) {
  return useMutation({
    mutationFn: async (body: Plan) => {
      const path = { id };
      await data(api.PUT("/api/v1/imports/{id}/plan", { params: { path }, body }));
      return data(api.POST("/api/v1/imports/{id}/check", { params: { path } }));
    },
    onSuccess: keep,
  });
}

export function useMakeTable(id: string) {
  return useMutation({
    mutationFn: (body: Schemas["TableFromFileIn"]) => data(api.POST("/api/v1/imports/{id}/table", { params: { path: { id } }, body })),
    onSuccess: (one) => (keep(one), void queries.invalidateQueries({ queryKey: ["tables"] })),
  });
}

export function useAct(id: string, act: "run" | "cancel" | "undo") {
  return useMutation({
    mutationFn: () => data(api.POST(`/api/v1/imports/{id}/${act}`, { params: { path: { id } } })),
    onSuccess: keep,
  });
}
