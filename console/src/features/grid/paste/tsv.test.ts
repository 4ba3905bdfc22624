import { expect, test } from "vitest";
import { formatTsv, parseTsv } from "./tsv";

test("rows and cells are told apart, and the last line break ends nothing", () => {
  expect(parseTsv("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
  expect(parseTsv("a")).toEqual([["a"]]);
  expect(parseTsv("a\t\n\tb")).toEqual([["a", ""], ["", "b"]]);
});

test("a quoted cell holds line breaks, tabs and quotes", () => {
  expect(parseTsv('"第一行\n第二行"\t"a\tb"\t"说""好"""')).toEqual([["第一行\n第二行", "a\tb", '说"好"']]);
});

test("quotes that are part of the text stay", () => {
  expect(parseTsv('"A" 级\t12"')).toEqual([['"A" 级', '12"']]);
  expect(parseTsv('"开头没有结尾')).toEqual([['"开头没有结尾']]);
});

test("what is written is read back the same", () => {
  const rows = [["普通", '"引号"', "两\n行"], ["a\tb", "", 'x"y']];
  expect(parseTsv(formatTsv(rows))).toEqual(rows);
});

test("empty rows inside a block stay", () => {
  expect(parseTsv("a\n\nb\n")).toEqual([["a"], [""], ["b"]]);
});

test("ten thousand rows take no noticeable time", () => {
  const text = formatTsv(Array.from({ length: 10_000 }, (_, index) => [String(index), '带"引号"\n换行', "13800138000"]));
  const started = performance.now();
  expect(parseTsv(text)).toHaveLength(10_000);
  expect(performance.now() - started).toBeLessThan(2_000);
});
