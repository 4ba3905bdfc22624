import { expect, test } from "vitest";
import { initials } from "./initials";
import { fitIn, rank, score, type Rankable } from "./ranking";

const thing = (id: string, label: string, group: Rankable["group"] = "go", words: string[] = []): Rankable => ({ id, label, group, words });

test("initials of Chinese are those of its pinyin, and other letters stay", () => {
  expect(initials("客户")).toBe("kh");
  expect(initials("飞鱼线索")).toBe("fyxs");
  expect(initials("回调日志 A1")).toBe("hdrza1");
});

test("a label that begins with what was typed comes before one that holds it, and that before initials", () => {
  const found = rank([thing("a", "日志飞鱼"), thing("b", "飞鱼线索"), thing("c", "设置", "go", ["飞鱼"])], "飞鱼", []);
  expect(found.map((one) => one.id)).toEqual(["b", "a", "c"]);
});

test("pinyin initials find a table", () => {
  expect(score(thing("a", "客户"), "kh")).toBe(2);
  expect(score(thing("a", "客户"), "xx")).toBe(0);
});

test("what was used last comes first among equals", () => {
  const things = [thing("a", "甲表"), thing("b", "乙表"), thing("c", "丙表")];
  expect(rank(things, "", ["c", "b"]).map((one) => one.id)).toEqual(["c", "b", "a"]);
});

test("a group shows four, and groups keep their order", () => {
  const things = [thing("x", "新建", "actions"), ...Array.from({ length: 9 }, (_, index) => thing(`t${index}`, `表 ${index}`))];
  expect(rank(things, "", []).map((one) => one.id)).toEqual(["t0", "t1", "t2", "t3", "x"]);
  expect(rank(things, "", [], "go")).toHaveLength(9);
});

test("the fitting letters are told by their place", () => {
  expect(fitIn("Feiyu leads", "lead")).toEqual([6, 4]);
  expect(fitIn("客户", "kh")).toBeUndefined();
});
