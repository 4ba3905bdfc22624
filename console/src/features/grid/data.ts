/** The hooks that read what a table's pages need: the table, field types, views, and who can be named. */
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { api, data, Problem } from "@/api/client";
import { queries } from "@/app/queries";
import type { Named, Sources } from "@/widgets/values/field";
import { fetchPage, fetchRecord } from "./api";
import { columnsOf, titleColumn } from "./model/columns";
import type { Column, FieldType, Table } from "./model/types";
import { Titles } from "./store/titles";

const RARELY_MS = 300_000;

export function useTable(table: string) {
  return useQuery({ queryKey: ["tables", table], queryFn: () => data(api.GET("/api/v1/tables/{table}", { params: { path: { table } } })) });
}

/** Tell whether an answer says that the table is not there (any more). */
export function isMissing(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

export function useFieldTypes() {
  return useQuery({ queryKey: ["field-types"], queryFn: () => data(api.GET("/api/v1/field-types")), staleTime: Infinity });
}

export function useViews(table: Table | undefined) {
  const path = { table: table?.id ?? "" };
  return useQuery({ queryKey: ["views", table?.id], queryFn: () => data(api.GET("/api/v1/tables/{table}/views", { params: { path } })), enabled: table !== undefined });
}

async function allNames(): Promise<readonly (Named & { disabled: boolean })[]> {
  const names = [];
  let cursor: string | undefined;
  do {
    const page = await data(api.GET("/api/v1/people/names", { params: { query: { limit: 1000, cursor } } }));
    names.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return names;
}

const titles = new Titles(async (table, ids) => {
  const found = await data(api.GET("/api/v1/tables/{table}", { params: { path: { table } } }));
  const field = titleField(found);
  const query = { filter: { field: "_id", op: "in", value: ids }, sort: "", q: "", group: null };
  const { items } = await fetchPage({ table, query }, 0, ids.length, new AbortController().signal);
  return items.map((one) => ({ id: one._id, name: String(one[field] ?? "") }));
});

function titleField(table: Table): string {
  return (table.fields.find((one) => one.type === "text") ?? table.fields[0])?.id ?? "_id";
}

async function listRegions() {
  const page = await queries.fetchQuery({ queryKey: ["regions"], staleTime: Infinity, gcTime: Infinity, queryFn: () => data(api.GET("/api/v1/regions")) });
  return page.items;
}

async function findRecords(table: string, words: string): Promise<readonly Named[]> {
  const found = await data(api.GET("/api/v1/tables/{table}", { params: { path: { table } } }));
  const field = titleField(found);
  const { items } = await fetchPage({ table, query: { filter: null, sort: "", q: words.trim(), group: null } }, 0, 20, new AbortController().signal);
  return items.map((one) => ({ id: one._id, name: String(one[field] ?? "") }));
}

/** Who and what values can name. Changes when titles come in. */
export function useSources(): Sources {
  const { data: names } = useQuery({ queryKey: ["people", "names"], queryFn: allNames, staleTime: RARELY_MS });
  const version = useSyncExternalStore(titles.subscribe, titles.snapshot);
  const titleOf = useCallback((table: string, record: string) => titles.get(table, record), []);
  // A new object for each version is what makes readers look again.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => ({ people: (names ?? []).filter((one) => one.name), titleOf, findRecords, listRegions }), [names, titleOf, version]);
}

/** A record read by itself, for its page and drawer. */
export function useRecord(table: Table | undefined, record: string) {
  return useQuery({ queryKey: ["records", table?.id, record], queryFn: () => fetchRecord(table?.id ?? "", record), enabled: table !== undefined });
}

/** The columns of a table as it is designed, for a record's own page. */
export function plainColumns(table: Table, types: readonly FieldType[]): Column[] {
  return columnsOf(table, { fields: [] }, types);
}

export { titleColumn };
