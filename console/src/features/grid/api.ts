/** What the grid asks of the server: records by windows, their groups, and every change to them. Values go by field id. */
import { api, data, type Schemas } from "@/api/client";
import type { Query, Rec } from "./model/types";
import { both } from "@/ui/filter/filter";
import { hearSlow } from "./slow";
import type { Answer } from "./store/window";

/** Which records, of which table: `also` narrows the query to a group. */
export interface Asked {
  table: string;
  query: Query;
  also?: unknown;
}

export type BulkItem = Schemas["BulkItemOut"];
export type Matching = Schemas["MatchingOut"];
/** One change of a record, as its timeline tells it. */
export type Changed = Awaited<ReturnType<typeof fetchHistory>>["items"][number];

function words({ query, also }: Asked) {
  const filter = both(query.filter, also);
  return { filter: filter === null ? undefined : JSON.stringify(filter), q: query.q || undefined };
}

export async function fetchPage(asked: Asked, offset: number, limit: number, signal: AbortSignal): Promise<Answer> {
  const query = { ...words(asked), sort: asked.query.sort || undefined, offset, limit, keys: "id" as const };
  const page = await data(api.GET("/api/v1/tables/{table}/records", { params: { path: { table: asked.table }, query }, signal }));
  hearSlow(asked.table, page.slow);
  return { items: page.items as unknown as Rec[], hasMore: page.next_cursor !== null };
}

/** The first records of a list and how many there are. */
export async function fetchCounted(asked: Asked, limit: number, signal: AbortSignal): Promise<{ items: Rec[]; count: number }> {
  const query = { ...words(asked), sort: asked.query.sort || undefined, limit, count: "exact" as const, keys: "id" as const };
  const page = await data(api.GET("/api/v1/tables/{table}/records", { params: { path: { table: asked.table }, query }, signal }));
  hearSlow(asked.table, page.slow);
  return { items: page.items as unknown as Rec[], count: page.count ?? 0 };
}

export async function countRecords(asked: Asked): Promise<number> {
  const query = { ...words(asked), limit: 1, count: "exact" as const, keys: "id" as const };
  const page = await data(api.GET("/api/v1/tables/{table}/records", { params: { path: { table: asked.table }, query } }));
  return page.count ?? 0;
}

export async function fetchGroups(asked: Asked, by: string) {
  const query = { ...words(asked), by };
  return data(api.GET("/api/v1/tables/{table}/records/groups", { params: { path: { table: asked.table }, query } }));
}

/** Tell whether a record is still among those that are asked for. */
export async function stillFits(asked: Asked, record: string): Promise<boolean> {
  const filter = both(asked.query.filter, { field: "_id", op: "eq", value: record });
  const page = await fetchPage({ ...asked, query: { ...asked.query, filter } }, 0, 1, new AbortController().signal);
  return page.items.length > 0;
}

export async function fetchRecord(table: string, record: string): Promise<Rec> {
  const params = { path: { table, record }, query: { keys: "id" as const } };
  return (await data(api.GET("/api/v1/tables/{table}/records/{record}", { params }))) as unknown as Rec;
}

export async function createRecord(table: string, values: Record<string, unknown>): Promise<Rec> {
  const params = { path: { table }, query: { keys: "id" as const } };
  return (await data(api.POST("/api/v1/tables/{table}/records", { params, body: values as never }))) as unknown as Rec;
}

export async function patchRecord(table: string, record: string, values: Record<string, unknown>, version?: number): Promise<Rec> {
  const params = { path: { table, record }, query: { keys: "id" as const } };
  const body = version === undefined ? values : { _version: version, ...values };
  return (await data(api.PATCH("/api/v1/tables/{table}/records/{record}", { params, body: body as never }))) as unknown as Rec;
}

export interface Bulk {
  create?: Record<string, unknown>[];
  update?: Record<string, unknown>[];
  trash?: string[];
  restore?: string[];
}

export async function changeMany(table: string, bulk: Bulk): Promise<readonly BulkItem[]> {
  const body = { create: [], update: [], trash: [], restore: [], dry_run: false, all_or_nothing: false, ...bulk };
  const params = { path: { table }, query: { keys: "id" as const } };
  return (await data(api.POST("/api/v1/tables/{table}/records/bulk", { params, body: body as never }))).items;
}

export async function changeMatching(asked: Asked, change: { set?: Record<string, unknown>; trash?: boolean }, cursor: string | null): Promise<Matching> {
  const body = { filter: asked.query.filter, q: asked.query.q || null, set: {}, trash: false, cursor, ...change };
  const params = { path: { table: asked.table } };
  return data(api.POST("/api/v1/tables/{table}/records/change-matching", { params, body: body as never }));
}

export async function fetchNeighbours(asked: Asked, record: string) {
  const query = { ...words(asked), sort: asked.query.sort || undefined };
  return data(api.GET("/api/v1/tables/{table}/records/{record}/neighbours", { params: { path: { table: asked.table, record }, query } }));
}

export async function fetchHistory(table: string, record: string, cursor: string | null) {
  const query = { limit: 50, cursor: cursor ?? undefined, keys: "id" as const };
  return data(api.GET("/api/v1/tables/{table}/records/{record}/history", { params: { path: { table, record }, query } }));
}
