import { expect, test } from "vitest";
import { GROUP_SHOWS, RowMap } from "./rows";

test("without groups each row is a record", () => {
  const rows = new RowMap([{ key: "", count: 3 }], false);
  expect(rows.length).toBe(3);
  expect(rows.at(2)).toEqual({ kind: "record", section: 0, index: 2 });
  expect(rows.at(3)).toBeUndefined();
  expect(rows.others).toEqual([]);
});

test("groups have a head, their first records, and a row for the rest", () => {
  const rows = new RowMap([{ key: "a", count: 2 }, { key: "b", count: GROUP_SHOWS + 30 }], true);
  expect(rows.at(0)).toEqual({ kind: "head", section: 0, isClosed: false });
  expect(rows.at(3)).toEqual({ kind: "head", section: 1, isClosed: false });
  expect(rows.at(4 + GROUP_SHOWS)).toEqual({ kind: "rest", section: 1, hidden: 30 });
  expect(rows.length).toBe(5 + GROUP_SHOWS);
  expect(rows.others).toEqual([0, 3, 4 + GROUP_SHOWS]);
});

test("a closed group is its head alone, an opened one shows all", () => {
  const sections = [{ key: "a", count: 500 }, { key: "b", count: 500 }];
  const rows = new RowMap(sections, true, new Set(["a"]), new Set(["b"]));
  expect(rows.length).toBe(502);
  expect(rows.at(0)).toEqual({ kind: "head", section: 0, isClosed: true });
  expect(rows.at(501)).toEqual({ kind: "record", section: 1, index: 499 });
});

test("rows and records find each other", () => {
  const rows = new RowMap([{ key: "a", count: 2 }, { key: "b", count: 3 }], true);
  for (let row = 0; row < rows.length; row += 1) {
    const there = rows.at(row)!;
    if (there.kind === "record") expect(rows.rowOf(there.section, there.index)).toBe(row);
  }
  expect(rows.rowOf(1, 3)).toBeUndefined();
});
