/** What dashboards ask the server, and how they are changed. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { EVERYTHING, useHints } from "@/app/live";
import { linkedTable, type Named, type Sources } from "@/widgets/values/field";
import { columnsOf, type Column, type Dashboard, type Data, type Table, type Tile } from "./model";
import type { Period } from "./period";

const RARELY_MS = 300_000;
const AGAIN_MS = 3_000;
const TRY_MS = 30_000;
const NOBODY: readonly Named[] = [];

type Sent = Schemas["DashboardPatch"];

export function useDashboards() {
  return useQuery({ queryKey: ["dashboards"], queryFn: async () => (await data(api.GET("/api/v1/dashboards"))).items as unknown as Dashboard[] });
}

export function useDashboard(ref: string) {
  return useQuery({ queryKey: ["dashboards", ref], queryFn: async () => (await data(api.GET("/api/v1/dashboards/{dashboard}", { params: { path: { dashboard: ref } } }))) as unknown as Dashboard });
}

export function useTables() {
  return useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
}

/** Give the columns of a table by its id, those of every table once it is known. */
export function useColumns(): (table: string) => { table: Table | undefined; columns: readonly Column[] } {
  const { t } = useTranslation("dashboards");
  const tables = useTables().data?.items;
  const types = useQuery({ queryKey: ["field-types"], queryFn: () => data(api.GET("/api/v1/field-types")), staleTime: Infinity }).data?.items;
  const [created, updated] = [t("createdAt"), t("updatedAt")];
  return useMemo(() => {
    const known = new Map((types ? (tables ?? []) : []).map((table) => [table.id, { table, columns: columnsOf(table, types ?? [], { created, updated }) }]));
    return (table) => known.get(table) ?? { table: undefined, columns: [] };
  }, [tables, types, created, updated]);
}

/** All that the tiles show, asked again when records of their tables change, but not all the time. */
export function useData(dashboard: Dashboard, period: Period) {
  const client = useQueryClient();
  const key = useMemo(() => ["dashboards", dashboard.name, "data"], [dashboard.name]);
  const query = { period: period.kind, first: period.first ?? undefined, last: period.last ?? undefined };
  const shown = useQuery({
    queryKey: [...key, period],
    queryFn: () => data(api.GET("/api/v1/dashboards/{dashboard}/data", { params: { path: { dashboard: dashboard.name }, query } })),
    placeholderData: keepPreviousData,
  });
  const tables = useMemo(() => new Set(dashboard.tiles.map((tile) => `records:${tile.table}`)), [dashboard.tiles]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useHints(
    useCallback(
      ({ topic }) => {
        if (topic === EVERYTHING || !tables.has(topic)) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          void client.invalidateQueries({ queryKey: key });
        }, AGAIN_MS);
      },
      [client, key, tables],
    ),
  );
  return shown;
}

/** What a tile would show that is not saved. */
export function useTry(tile: Tile | undefined, period: Period) {
  const asked = tile && { ...tile, title: "", place: { x: 0, y: 0, w: 6, h: 4 } };
  return useQuery({
    queryKey: ["dashboards", "*try", asked, period],
    queryFn: () => data(api.POST("/api/v1/dashboards/try-tile", { body: { tile: asked as never, period: sentPeriod(period) } })),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
    staleTime: TRY_MS,
    retry: false,
  });
}

export function useMake() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (made: { label: string; sharing: Dashboard["sharing"]; period?: Period; tiles?: Tile[] }) => {
      const body = { label: made.label, sharing: made.sharing, period: sentPeriod(made.period ?? { kind: "days_30" }), tiles: (made.tiles ?? []) as never };
      return (await data(api.POST("/api/v1/dashboards", { body }))) as unknown as Dashboard;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ["dashboards"], exact: true }),
  });
}

export async function changeDashboard(ref: string, change: { label?: string; sharing?: Dashboard["sharing"]; period?: Period; tiles?: Tile[]; version?: number }): Promise<Dashboard> {
  const { period, ...rest } = change;
  const body = { ...rest, ...(period ? { period: sentPeriod(period) } : {}) } as unknown as Sent;
  return (await data(api.PATCH("/api/v1/dashboards/{dashboard}", { params: { path: { dashboard: ref } }, body }))) as unknown as Dashboard;
}

export async function deleteDashboard(ref: string): Promise<void> {
  await api.DELETE("/api/v1/dashboards/{dashboard}", { params: { path: { dashboard: ref } } });
}

function sentPeriod({ kind, first, last }: Period) {
  return { kind, first: first ?? null, last: last ?? null };
}

async function names(): Promise<readonly Named[]> {
  return (await data(api.GET("/api/v1/people/names", { params: { query: { limit: 1000 } } }))).items;
}

/** The people of the workspace, for filters. */
export function usePeople(): readonly Named[] {
  return useQuery({ queryKey: ["people", "names"], queryFn: names, staleTime: RARELY_MS }).data ?? NOBODY;
}

/** Whom and what values name: people, and the titles of the linked records that these answers hold. */
export function useSources(shown: Data | undefined, tiles: readonly Tile[], of: (table: string) => { columns: readonly Column[] }): Sources {
  const people = usePeople();
  const wanted = useMemo(() => linked(shown, tiles, of), [shown, tiles, of]);
  const titles = useQuery({ queryKey: ["dashboards", "*titles", wanted], queryFn: () => titlesOf(wanted), enabled: Object.keys(wanted).length > 0, staleTime: RARELY_MS, placeholderData: keepPreviousData }).data;
  return useMemo(() => ({ people: people.filter((one) => one.name), titleOf: (_table, record) => titles?.[record], findRecords: async () => [] }), [people, titles]);
}

function linked(shown: Data | undefined, tiles: readonly Tile[], of: (table: string) => { columns: readonly Column[] }): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const told of shown?.tiles ?? []) {
    const tile = tiles.find((one) => one.id === told.tile);
    const columns = (tile ? of(tile.table).columns : []).filter((one) => one.widget === "link");
    for (const column of columns) {
      const keys = [...(tile?.group?.field === column.id ? (told.aggregate?.slices ?? []).map((one) => one.key) : []), ...(told.rows?.records ?? []).map((record) => record[column.id])];
      const ids = keys.filter((key): key is string => typeof key === "string");
      if (ids.length) found[linkedTable(column)] = [...new Set([...(found[linkedTable(column)] ?? []), ...ids])].sort();
    }
  }
  return found;
}

async function titlesOf(wanted: Record<string, string[]>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [table, ids] of Object.entries(wanted)) {
    const design = await data(api.GET("/api/v1/tables/{table}", { params: { path: { table } } }));
    const title = (design.fields.find((one) => one.type === "text") ?? design.fields[0])?.id ?? "_id";
    const query = { filter: JSON.stringify({ field: "_id", op: "in", value: ids }), limit: ids.length, keys: "id" as const };
    const { items } = await data(api.GET("/api/v1/tables/{table}/records", { params: { path: { table }, query } }));
    for (const one of items as unknown as Record<string, unknown>[]) found[String(one["_id"])] = String(one[title] ?? "") || String(one["_id"]);
  }
  return found;
}
