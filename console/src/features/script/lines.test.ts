import { expect, test } from "vitest";
import { compareLines, countChanged } from "./lines";

test("equal texts differ in nothing, whatever ends their lines", () => {
  expect(compareLines("a\nb\nc", "a\r\nb\r\nc")).toEqual({ added: [], removed: 0 });
});

test("added, changed and removed lines are told", () => {
  expect(compareLines("a\nb\nc", "a\nx\nb\nc")).toEqual({ added: [2], removed: 0 });
  expect(compareLines("a\nb\nc", "a\nB\nc")).toEqual({ added: [2], removed: 1 });
  expect(countChanged(compareLines("a\nb\nc", "a\nB\nc"))).toBe(1);
  expect(compareLines("a\nb\nc\nd", "a\nd")).toEqual({ added: [], removed: 2 });
  expect(compareLines("", "a\nb").added).toEqual([1, 2]);
});

test("lines that moved past each other keep the longest run", () => {
  expect(compareLines("1\n2\n3\n4", "3\n1\n2\n4").added).toEqual([1]);
});
