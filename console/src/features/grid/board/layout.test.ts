import { expect, test } from "vitest";
import type { Column, Rec } from "../model/types";
import { cardIndex, keyOf, lanesOf, listPlace, slotsOf, type Stock } from "./layout";

function column(widget: string, params: Record<string, unknown> = {}): Column {
  return { id: "stage", name: "stage", label: "Stage", type: widget, widget, shape: "text", icon: "tag", params, required: false, computed: false, description: "", width: 1, hidden: false, sortable: true, operators: [], groupable: true, unique: false, searchable: false };
}

const rec = (id: string, stage: string | null): Rec => ({ _id: id, _version: 1, stage }) as unknown as Rec;
const keyAt = (record: Rec) => keyOf(record["stage"]);
const stock = (stage: string | null, count: number, ...loaded: [number, Rec][]): Stock => ({ key: keyOf(stage), count, loaded });
const ids = (records: readonly Rec[] | undefined) => records?.map(({ _id }) => _id);

test("columns are no value, the options in their order, and values that no option names", () => {
  const field = column("choice", { options: [{ handle: "new", label: "New", hue: "blue" }, { handle: "won", label: "Won", hue: "green" }] });
  const lanes = lanesOf(field, ["won", "lost", null], [], "No value");
  expect(lanes.map(({ label, hue, isRest }) => [label, hue, isRest])).toEqual([["No value", undefined, true], ["New", "blue", false], ["Won", "green", false], ["lost", "grey", false]]);
});

test("columns of people are the people, and whoever left but still has records", () => {
  const lanes = lanesOf(column("person"), ["gone"], [{ id: "a", name: "Ann" }], "Nobody");
  expect(lanes.map(({ value, label }) => [value, label])).toEqual([[null, "Nobody"], ["a", "Ann"], ["gone", "gone"]]);
});

test("a card whose value changed stands on top of its new column, and both counts follow", () => {
  const slots = slotsOf([stock("new", 3, [0, rec("a", "new")], [1, rec("b", "won")], [2, rec("c", "new")]), stock("won", 1, [0, rec("d", "won")])], [], keyAt);
  expect(slots.get(keyOf("new"))).toMatchObject({ skipped: [1], length: 2, count: 2 });
  expect(ids(slots.get(keyOf("won"))?.extra)).toEqual(["b"]);
  expect(slots.get(keyOf("won"))).toMatchObject({ length: 2, count: 2 });
});

test("a card that was moved stays on top when the server has it elsewhere in the column", () => {
  const moved = rec("b", "won");
  const slots = slotsOf([stock("won", 4, [0, rec("d", "won")], [1, moved], [2, rec("e", "won")])], [moved], keyAt);
  const won = slots.get(keyOf("won"))!;
  expect([won.length, won.count]).toEqual([4, 4]);
  expect([1, 2, 3].map((index) => listPlace(won, index))).toEqual([0, 2, 3]);
  expect(cardIndex(won, 2)).toBe(2);
});

test("the last one moved is the first one", () => {
  const slots = slotsOf([stock("won", 0)], [rec("a", "won"), rec("b", "won")], keyAt);
  expect(ids(slots.get(keyOf("won"))?.extra)).toEqual(["b", "a"]);
});

test("no value at all is one column, however it is spelt", () => {
  expect(keyOf(undefined)).toBe(keyOf(null));
  expect(keyOf("")).toBe(keyOf(null));
});
