import { CompactSelection, GridCellKind, type GridSelection } from "@glideapps/glide-data-grid";
import { expect, test } from "vitest";
import { noSources } from "@/widgets/values/field";
import type { Column, Rec } from "../model/types";
import { RecordStore } from "../store/records";
import { Window } from "../store/window";
import type { ValueCell } from "./cells";
import { cellAt, type Shown } from "./content";
import { afterTab, clearing, filling, rectangleOf, selectedRecords } from "./ranges";
import { selecting } from "./useKeys";

function column(id: string, widget: string, more: Partial<Column> = {}): Column {
  return { id, name: id, label: id, type: widget, widget, shape: "text", icon: "text", params: {}, required: false, computed: false, description: "", width: 100, hidden: false, sortable: true, operators: [], groupable: true, unique: false, searchable: false, ...more };
}

const columns = [column("name", "line"), column("budget", "money", { params: { currency: "CNY" } }), column("made", "reading", { computed: true })];

async function shownOf(rows: object[], group: string | null = null): Promise<Shown> {
  const store = new RecordStore("t", { filter: null, sort: "", q: "", group });
  const items = rows.map((row, index) => ({ _id: `r${index}`, _version: 1, ...row })) as unknown as Rec[];
  const window = new Window(async () => ({ items, hasMore: false }), store.tell, rows.length);
  await window.range(0, 0);
  store.sections = [{ key: "k", value: "甲", window }];
  store.isReady = true;
  store.tell();
  return { store, columns, all: columns, titleId: "name", colourBy: null, lines: 1, isReadOnly: false, sources: noSources, t: ((key: string) => key) as unknown as Shown["t"] };
}

const value = (shown: Shown, col: number, row: number) => (cellAt(shown, col, row) as ValueCell).data;

test("a cell shows its value as text and copies it", async () => {
  const shown = await shownOf([{ name: "甲", budget: "120000.00" }]);
  expect(value(shown, 0, 0)).toMatchObject({ kind: "value", value: "甲", isTitle: true });
  expect(value(shown, 1, 0)).toMatchObject({ text: "¥120,000.00" });
});

test("a record that is still on its way is drawn as such, and is not editable", async () => {
  const shown = await shownOf([{ name: "甲" }]);
  shown.store.sections[0]!.window.count = 500;
  shown.store.tell();
  expect(cellAt(shown, 0, 400)).toMatchObject({ kind: GridCellKind.Loading, allowOverlay: false });
});

test("fields that fill themselves in, and readers without the right to write, open no editor", async () => {
  const shown = await shownOf([{ name: "甲" }]);
  expect(cellAt(shown, 2, 0)).toMatchObject({ allowOverlay: false, readonly: true });
  expect(cellAt({ ...shown, isReadOnly: true }, 0, 0)).toMatchObject({ allowOverlay: false, readonly: true });
  expect(cellAt(shown, 0, 0)).toMatchObject({ allowOverlay: true, readonly: false });
});

test("a value that did not fit leaves its text behind, a refused one its reason", async () => {
  const shown = await shownOf([{ name: null, _issues: { name: { value: "Invalid date", reason: "x" } } }]);
  expect(value(shown, 0, 0)).toMatchObject({ issue: "Invalid date" });
  shown.store.overlay.put("r0", "name", { value: "bad", state: "refused", reason: "no" });
  expect(value(shown, 0, 0)).toMatchObject({ value: "bad", pending: { state: "refused", reason: "no" } });
});

test("a grouped sheet has heads with counts, which span all columns", async () => {
  const shown = await shownOf([{ name: "甲" }, { name: "甲" }], "name");
  expect(cellAt(shown, 0, 0)).toMatchObject({ span: [0, 2], data: { kind: "head", text: "甲", count: "2", isClosed: false } });
  shown.store.toggle(0);
  expect(shown.store.rows.length).toBe(1);
});

test("Delete clears every writable cell of the selection, and only those", async () => {
  const { store } = await shownOf([{ name: "甲" }, { name: "乙" }]);
  const selection: GridSelection = { current: { cell: [0, 0], range: { x: 0, y: 0, width: 3, height: 2 }, rangeStack: [] }, rows: CompactSelection.empty(), columns: CompactSelection.empty() };
  expect(clearing(selection, columns, store).map(({ record, field }) => `${record} ${field}`)).toEqual(["r0 name", "r0 budget", "r1 name", "r1 budget"]);
});

test("filling repeats the source downwards and skips what it can't write", async () => {
  const { store } = await shownOf([{ name: "甲", budget: "1.00" }, { name: "乙" }, { name: "丙" }]);
  const edits = filling({ x: 0, y: 0, width: 3, height: 1 }, { x: 0, y: 0, width: 3, height: 3 }, columns, store);
  expect(edits).toEqual([
    { record: "r1", field: "name", value: "甲" },
    { record: "r1", field: "budget", value: "1.00" },
    { record: "r2", field: "name", value: "甲" },
    { record: "r2", field: "budget", value: "1.00" },
  ]);
});

test("Tab wraps to the next row, and back", () => {
  expect(afterTab([0, 0], 3, 2, false)).toEqual([1, 0]);
  expect(afterTab([2, 0], 3, 2, false)).toEqual([0, 1]);
  expect(afterTab([2, 1], 3, 2, false)).toEqual([2, 1]);
  expect(afterTab([0, 1], 3, 2, true)).toEqual([2, 0]);
});

test("selected rows are the records in them", async () => {
  const { store } = await shownOf([{ name: "甲" }, { name: "乙" }, { name: "丙" }]);
  const rows: GridSelection = { rows: CompactSelection.fromArray([0, 2]), columns: CompactSelection.empty() };
  expect(selectedRecords(rows, store).map((one) => one._id)).toEqual(["r0", "r2"]);
  expect(rectangleOf(rows, 3)).toEqual({ x: 0, y: 0, width: 3, height: 3 });
  expect(rectangleOf(selecting([1, 2]), 3)).toEqual({ x: 1, y: 2, width: 1, height: 1 });
});
