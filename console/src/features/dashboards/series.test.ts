import { describe, expect, it } from "vitest";
import { noSources } from "@/widgets/values/field";
import { newTile, type Aggregate, type Column, type Tile } from "./model";
import { behind, gridPath, growth, measured, partsOf, stagesOf } from "./series";

const column = (id: string, over: Partial<Column> = {}): Column => ({ id, name: id, label: id, type: "text", widget: "line", shape: "text", icon: "text", params: {}, required: false, computed: false, description: "", operators: ["eq", "in"], ...over });
const options = [{ handle: "new", label: "新", hue: "blue" }, { handle: "met", label: "见面", hue: "teal" }, { handle: "won", label: "成交", hue: "green" }];
const stage = column("stage", { widget: "choice", params: { options } });
const words = { yes: "是", no: "否", empty: "（空）", others: "其他" };
const answer = (over: Partial<Aggregate>): Aggregate => ({ whole: null, previous: null, slices: [], others: null, step: null, partial: null, ...over });
const slice = (key: unknown, count: number, start: string | null = null, end: string | null = null) => ({ key, count, value: count, start, end }) as Aggregate["slices"][number];
const tile = (over: Partial<Tile> = {}): Tile => ({ ...newTile("bar", "t", [stage]), ...over });
const span = { first: "2026-11-01", last: "2026-11-24", since: "2026-10-31T16:00:00Z", until: "2026-11-24T16:00:00Z", zone: "Asia/Shanghai" };

describe("the parts of a chart", () => {
  it("have the options' names and hues, and the rest at the end", () => {
    const found = partsOf(tile(), stage, answer({ slices: [slice("won", 5), slice("gone", 2), slice(null, 1)], others: { groups: 2, count: 3, value: 3 } }), noSources, words, () => "");
    expect(found.map(({ name, hue, value }) => [name, hue, value])).toEqual([["成交", "green", 5], ["gone", "grey", 2], ["（空）", "grey", 1], ["其他", "grey", 3]]);
    expect(found[3]?.filter).toEqual({ and: [{ field: "stage", op: "not_in", value: ["won", "gone"] }, { field: "stage", op: "is_not_empty" }] });
    expect(partsOf(tile({ others: false }), stage, answer({ slices: [], others: { groups: 1, count: 1, value: 1 } }), noSources, words, () => "")).toEqual([]);
  });
  it("are steps of time with their bounds", () => {
    const [day] = partsOf(tile(), column("at", { shape: "timestamp" }), answer({ step: "day", slices: [slice(null, 4, "a", "b")] }), noSources, words, (start, step) => `${start} ${step}`);
    expect(day).toMatchObject({ name: "a day", value: 4, filter: { and: [{ field: "at", op: "gte", value: "a" }, { field: "at", op: "lt", value: "b" }] } });
  });
});

describe("a funnel", () => {
  const told = answer({ slices: [slice("won", 2), slice("new", 6)] });
  it("counts those who came further, too, in the options' order", () => {
    expect(stagesOf(tile(), stage, told).map(({ name, shown, kept }) => [name, shown, kept])).toEqual([["新", 8, undefined], ["见面", 2, 25], ["成交", 2, 100]]);
    expect(stagesOf(tile(), stage, told)[1]?.filter).toEqual({ field: "stage", op: "in", value: ["met", "won"] });
  });
  it("or only those who stand there", () => {
    const alone = tile({ look: { hue: "blue", lying: false, reached: false } });
    expect(stagesOf(alone, stage, told).map(({ shown }) => shown)).toEqual([6, 0, 2]);
    expect(stagesOf(alone, stage, told)[0]?.filter).toEqual({ field: "stage", op: "eq", value: "new" });
  });
});

describe("the records behind a part", () => {
  const columns = [stage, column("_created_at", { shape: "timestamp" }), column("visit", { shape: "date" })];
  it("are those of the tile's filter, its period and the part", () => {
    const asked = behind(tile({ filter: { and: [{ field: "name", op: "is_not_empty" }] } }), span, columns, { field: "stage", op: "eq", value: "won" });
    expect(asked).toEqual({ and: [{ field: "name", op: "is_not_empty" }, { field: "_created_at", op: "gte", value: span.since }, { field: "_created_at", op: "lt", value: span.until }, { field: "stage", op: "eq", value: "won" }] });
  });
  it("are told by days where the time is a date, and by the step alone where that is within the period", () => {
    expect(behind(tile({ time_field: "visit" }), span, columns)).toEqual({ and: [{ field: "visit", op: "gte", value: "2026-11-01" }, { field: "visit", op: "lte", value: "2026-11-24" }] });
    const step = { and: [{ field: "_created_at", op: "gte", value: "a" }, { field: "_created_at", op: "lt", value: "b" }] };
    expect(behind(tile(), span, columns, step)).toEqual(step);
    expect(behind(tile({ time_field: null }), span, columns)).toBeNull();
  });
  it("have an address", () => {
    expect(gridPath("客户", null)).toBe("/tables/%E5%AE%A2%E6%88%B7/all");
    expect(decodeURIComponent(gridPath("c", { and: [] }))).toBe('/tables/c/all?filter={"and":[]}');
  });
});

describe("a number", () => {
  it("grows in whole percent, and from nothing not at all", () => {
    expect([growth(15, 10), growth(5, 10), growth(5, 0), growth(null, 3)]).toEqual([50, -50, undefined, undefined]);
  });
  it("is written as its field is", () => {
    const budget = column("budget", { widget: "money", shape: "decimal", params: { currency: "CNY" } });
    const of = (op: Tile["measure"]["op"], value: string | number | null) => measured(tile({ measure: { op, field: "budget" } }), [budget], value, noSources);
    expect([of("sum", "1234.50"), of("average", "3.333333"), of("count", 12847), of("max", null)]).toEqual(["¥1,234.50", "¥3.33", "12,847", "–"]);
  });
});
