import { expect, test } from "vitest";
import { percentOf, sumsOf } from "./sums";

const table = (of: Partial<Record<"created" | "updated" | "deleted" | "unchanged" | "skipped", number>>) => ({ table: "t", created: 0, updated: 0, deleted: 0, unchanged: 0, skipped: 0, ...of });

test("a button counts what is written: made, changed and deleted records of all tables", () => {
  const sums = sumsOf({ tables: [table({ created: 31, updated: 4, unchanged: 2 }), table({ deleted: 5, skipped: 2 })], failed: 1, waiting: 0, refused: 1 });
  expect(sums).toEqual({ created: 31, changed: 9, skipped: 4, failing: 2, writes: 40 });
});

test("progress is told in whole percent, and not while the total is not known", () => {
  expect(percentOf(1, 3)).toBe(33);
  expect(percentOf(0, 0)).toBe(100);
  expect(percentOf(5, null)).toBeUndefined();
});
