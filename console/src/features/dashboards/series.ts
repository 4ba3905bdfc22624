/** What a tile's answer means: names, colours and numbers of its parts, and the records behind each. */
import type { Hue } from "@/theme";
import { hues } from "@/theme";
import { isBlank, optionOf, optionsOf, type Sources } from "@/widgets/values/field";
import { grouped, shownText } from "@/widgets/values/text";
import { isNumeric, type Aggregate, type Column, type Data, type Tile } from "./model";

export interface Words {
  yes: string;
  no: string;
  empty: string;
  others: string;
}

/** One part of a chart. `filter` finds its records, beside the tile's own; undefined where none can. */
export interface Part {
  key: string;
  name: string;
  hue: Hue;
  value: number | null;
  count: number;
  filter: unknown;
}

/** Give a measured number; texts are exact decimals. */
export function numberOf(value: number | string | null): number | null {
  return value === null ? null : Number(value);
}

/** Write a measured number with its sign, a long fraction cut. */
export function measured(tile: Tile, columns: readonly Column[], value: number | string | null, sources: Sources): string {
  if (value === null) return "–";
  const { op, field } = tile.measure;
  const column = columns.find((one) => one.id === field);
  if (op === "count" || op === "count_distinct" || !column || !isNumeric(column)) return grouped(value);
  if (column.widget === "duration") return shownText(column, Math.round(Number(value)), sources, { yes: "", no: "" });
  const short = op === "average" ? String(Number(Number(value).toFixed(2))) : String(value);
  return ["money", "percent"].includes(column.widget) ? shownText(column, short, sources, { yes: "", no: "" }) : grouped(short);
}

/** Give the parts of an answer in the order in which they are shown. */
export function partsOf(tile: Tile, column: Column, answer: Aggregate, sources: Sources, words: Words, named: (start: string, step: string) => string): Part[] {
  if (answer.step !== null || answer.slices.some((one) => one.start !== null)) {
    const step = answer.step ?? "day";
    return answer.slices.map((one) => ({
      key: one.start ?? "", name: named(one.start ?? "", step), hue: tile.look.hue, value: numberOf(one.value), count: one.count,
      filter: { and: [{ field: column.id, op: "gte", value: one.start }, { field: column.id, op: "lt", value: one.end }] },
    }));
  }
  const isChoice = "options" in column.params;
  const parts = answer.slices.map((one, index): Part => {
    const none = isBlank(one.key);
    const name = none ? words.empty : isChoice ? optionOf(column, one.key).label : shownText(column, one.key, sources, words);
    const hue = none ? "grey" : isChoice ? optionOf(column, one.key).hue : tile.kind === "pie" ? (hues[index % (hues.length - 1)] ?? "blue") : tile.look.hue;
    const filter = none ? { field: column.id, op: "is_empty" } : { field: column.id, op: "eq", value: one.key };
    return { key: JSON.stringify(one.key), name, hue, value: numberOf(one.value), count: one.count, filter };
  });
  const rest = answer.others;
  if (!tile.others || !rest || rest.value === null) return parts;
  const known = answer.slices.map((one) => one.key).filter((key) => !isBlank(key));
  const filter = { and: [{ field: column.id, op: "not_in", value: known }, { field: column.id, op: "is_not_empty" }] };
  return [...parts, { key: "others", name: words.others, hue: "grey", value: numberOf(rest.value), count: rest.count, filter }];
}

export interface Stage extends Part {
  /** Those at this stage or a later one, where the tile asks so. */
  shown: number;
  /** The part of those of the stage before, in percent; undefined for the first. */
  kept: number | undefined;
}

/** Give the stages of a funnel in the order of the field's options. */
export function stagesOf(tile: Tile, column: Column, answer: Aggregate): Stage[] {
  const values = optionsOf(column).map((option) => {
    const found = answer.slices.find((one) => one.key === option.handle);
    return { option, value: numberOf(found?.value ?? 0) ?? 0, count: found?.count ?? 0 };
  });
  const adds = tile.look.reached && (tile.measure.op === "count" || tile.measure.op === "sum");
  let before: number | undefined;
  return values.map(({ option, value, count }, index) => {
    const later = values.slice(index);
    const shown = adds ? later.reduce((sum, one) => sum + one.value, 0) : value;
    const kept = before ? Math.round((1000 * shown) / before) / 10 : undefined;
    before = shown;
    const filter = adds ? { field: column.id, op: "in", value: later.map((one) => one.option.handle) } : { field: column.id, op: "eq", value: option.handle };
    return { key: option.handle, name: option.label, hue: option.hue, value, count, filter, shown, kept };
  });
}

/** Tell how a number stands against the one before, in whole percent; undefined where that says nothing. */
export function growth(now: number | null, before: number | null): number | undefined {
  return now === null || before === null || before === 0 ? undefined : Math.round((100 * (now - before)) / Math.abs(before));
}

/** Give the filter that finds the records behind a tile, or behind a part of it, as the grid's address says it. */
export function behind(tile: Tile, span: Data["span"], columns: readonly Column[], part?: unknown): unknown {
  const asked: unknown[] = [];
  const own = tile.filter as { and?: unknown[] } | null;
  if (own) asked.push(...(Array.isArray(own.and) ? own.and : [own]));
  const time = columns.find((one) => one.id === (tile.time_field ?? ""));
  const inner = part as { and?: { field?: string }[] } | undefined;
  const isStep = Array.isArray(inner?.and) && inner.and[0]?.field === tile.time_field;
  if (time && span.since && span.until && !isStep) {
    const day = time.shape === "date";
    asked.push({ field: time.id, op: "gte", value: day ? span.first : span.since });
    asked.push(day ? { field: time.id, op: "lte", value: span.last } : { field: time.id, op: "lt", value: span.until });
  }
  if (inner) asked.push(...(Array.isArray(inner.and) ? inner.and : [inner]));
  return asked.length ? { and: asked } : null;
}

/** Give the address of a table's grid with a filter, under the workspace's root. */
export function gridPath(table: string, filter: unknown): string {
  const query = filter ? `?filter=${encodeURIComponent(JSON.stringify(filter))}` : "";
  return `/tables/${encodeURIComponent(table)}/all${query}`;
}

