/** The words of dashboards: a tile as it is kept, and how a new one begins. */
import type { Schemas } from "@/api/client";
import type { Hue } from "@/theme";
import type { ValueField } from "@/widgets/values/field";

export type Kind = "number" | "line" | "bar" | "pie" | "funnel" | "table";
export type Op = "count" | "count_distinct" | "sum" | "average" | "min" | "max";
export type Step = "auto" | "hour" | "day" | "week" | "month";
export type Aggregate = Schemas["AggregateOut"];
export type TileData = Schemas["TileDataOut"];
export type Data = Schemas["DashboardData"];
export type Table = Schemas["TableOut"];
export type FieldType = Schemas["FieldTypeOut"];

export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Tile {
  id: string;
  kind: Kind;
  title: string;
  table: string;
  filter: Record<string, unknown> | null;
  time_field: string | null;
  measure: { op: Op; field: string | null };
  group: { field: string; step: Step } | null;
  top: number;
  others: boolean;
  compare: boolean;
  fields: string[];
  sort: { field: string; descending: boolean }[];
  limit: number;
  look: { hue: Hue; lying: boolean; reached: boolean };
  place: Place;
}

export interface Dashboard extends Omit<Schemas["DashboardOut"], "tiles"> {
  tiles: Tile[];
}

/** A field as tiles know it: with what its type says. */
export interface Column extends ValueField {
  operators: readonly string[];
}

export const KINDS: readonly Kind[] = ["number", "line", "bar", "pie", "funnel", "table"];
export const CREATED = "_created_at";
export const UPDATED = "_updated_at";

const SIZES: Readonly<Record<Kind, { w: number; h: number }>> = {
  number: { w: 3, h: 2 }, line: { w: 6, h: 4 }, bar: { w: 6, h: 4 }, pie: { w: 4, h: 4 }, funnel: { w: 4, h: 4 }, table: { w: 6, h: 5 },
};

/** Give a new id: 24 hexadecimal characters, as the server makes them. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Give the columns of a table, and the times that every record has. */
export function columnsOf(table: Table, types: readonly FieldType[], words: { created: string; updated: string }): Column[] {
  const fields = table.fields.map((field): Column => {
    const type = types.find((one) => one.name === field.type);
    return {
      id: field.id, name: field.name, label: field.label, type: field.type, params: field.params, required: field.required, description: field.description,
      widget: type?.widget ?? "line", shape: type?.shape ?? "text", icon: type?.icon ?? "text", computed: type?.computed ?? true, operators: type?.operators ?? [],
    };
  });
  const moment = types.find((one) => one.name === "datetime");
  const system = (id: string, label: string): Column => ({
    id, name: id, label, type: "created_time", params: {}, required: false, description: "", widget: "datetime", shape: "timestamp", icon: "clock", computed: true, operators: moment?.operators ?? [],
  });
  return [...fields, system(CREATED, words.created), system(UPDATED, words.updated)];
}

export function isTimed(column: Column): boolean {
  return column.shape === "date" || column.shape === "timestamp";
}

export function isNumeric(column: Column): boolean {
  return ["integer", "decimal", "duration"].includes(column.shape);
}

/** Tell whether a tile of this kind can part its records by a field. */
export function canGroup(kind: Kind, column: Column): boolean {
  if (!column.operators.includes("in")) return false;
  if (kind === "line") return isTimed(column);
  if (kind === "funnel") return "options" in column.params;
  if (kind === "pie") return !isTimed(column) && column.shape !== "json";
  return true;
}

/** Give the field that a tile of this kind is likeliest wanted by. */
export function likelyGroup(kind: Kind, columns: readonly Column[]): Tile["group"] {
  const fitting = columns.filter((one) => canGroup(kind, one));
  const found =
    kind === "line"
      ? fitting.find((one) => one.id === CREATED)
      : (fitting.find((one) => "options" in one.params) ?? fitting.find((one) => ["person", "region", "link", "switch"].includes(one.widget)) ?? fitting.find((one) => one.widget === "line") ?? fitting[0]);
  return found ? { field: found.id, step: "auto" } : null;
}

/** Give a tile as it begins; its place is found when it is added. */
export function newTile(kind: Kind, table: string, columns: readonly Column[]): Tile {
  return {
    id: newId(), kind, title: "", table, filter: null, time_field: CREATED, measure: { op: "count", field: null }, group: ["number", "table"].includes(kind) ? null : likelyGroup(kind, columns),
    top: 8, others: true, compare: true, fields: [], sort: [], limit: 10, look: { hue: "blue", lying: true, reached: true }, place: { x: 0, y: 0, ...SIZES[kind] },
  };
}

/** Give a tile as another kind, which keeps what still fits. */
export function asKind(tile: Tile, kind: Kind, columns: readonly Column[]): Tile {
  const group = columns.find((one) => one.id === tile.group?.field);
  const keeps = group !== undefined && canGroup(kind, group);
  const wanted = ["number", "table"].includes(kind) || keeps ? tile.group : likelyGroup(kind, columns);
  return { ...tile, kind, group: wanted, place: { ...tile.place, ...SIZES[kind] } };
}

/** Tell whether a tile says all that its kind needs. */
export function isComplete(tile: Tile): boolean {
  if (tile.kind === "table") return true;
  if (tile.measure.op !== "count" && !tile.measure.field) return false;
  return tile.kind === "number" || tile.group !== null;
}
