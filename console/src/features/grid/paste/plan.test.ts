import { expect, test } from "vitest";
import { noSources } from "@/widgets/values/field";
import type { Column } from "../model/types";
import { planPaste, sizeOf, tiled, withoutStrangers } from "./plan";

function column(id: string, widget: string, more: Partial<Column> = {}): Column {
  return { id, name: id, label: id, type: widget, widget, shape: "text", icon: "text", params: {}, required: false, computed: false, description: "", width: 100, hidden: false, sortable: true, operators: [], groupable: true, unique: false, searchable: false, ...more };
}

const stage = column("stage", "choice", { params: { options: [{ handle: "new", label: "新线索", hue: "blue" }] } });
const columns = [column("name", "line"), column("phone", "phone"), stage];

test("rows fall on the records from the target on, and those beyond make new ones", () => {
  const plan = planPaste([["甲", "1"], ["乙", "2"], ["丙", "3"]], { records: [{ _id: "r1" }, { _id: "r2" }], columns, sources: noSources });
  expect([...plan.updates]).toEqual([["r1", { name: "甲", phone: "1" }], ["r2", { name: "乙", phone: "2" }]]);
  expect(plan.creates).toEqual([{ name: "丙", phone: "3" }]);
  expect(sizeOf(plan)).toBe(3);
});

test("empty cells clear what was there, but make no record of nothing", () => {
  const plan = planPaste([["", "2"], ["", ""]], { records: [{ _id: "r1" }], columns, sources: noSources });
  expect(plan.updates.get("r1")).toEqual({ name: null, phone: "2" });
  expect(plan.creates).toEqual([]);
});

test("labels become handles, and those that no option has are listed", () => {
  const plan = planPaste([["甲", "1", "新线索"], ["乙", "2", "E5X"], ["丙", "3", "E5X"]], { records: [], columns, sources: noSources });
  expect(plan.creates[0]!["stage"]).toBe("new");
  expect([...plan.strangers]).toEqual([["stage", ["E5X"]]]);
  expect(withoutStrangers(plan).creates[1]).toEqual({ name: "乙", phone: "2" });
});

test("fields that fill themselves in take nothing, and columns too many are counted", () => {
  const plan = planPaste([["甲", "x", "y"]], { records: [{ _id: "r1" }], columns: [columns[0]!, column("made", "reading", { computed: true })], sources: noSources });
  expect(plan.updates.get("r1")).toEqual({ name: "甲" });
  expect(plan.lost).toBe(1);
});

test("one cell fills a selection, a block repeats where it fits", () => {
  expect(tiled([["x"]], 2, 3)).toEqual([["x", "x", "x"], ["x", "x", "x"]]);
  expect(tiled([["a"], ["b"]], 4, 1)).toEqual([["a"], ["b"], ["a"], ["b"]]);
  expect(tiled([["a"], ["b"]], 3, 1)).toEqual([["a"], ["b"]]);
  expect(tiled([["a", "b"], ["c"]], 1, 1)).toEqual([["a", "b"], ["c", ""]]);
});
