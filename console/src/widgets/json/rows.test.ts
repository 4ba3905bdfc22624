import { expect, test } from "vitest";
import { at, copied, found, read, rowsOf, spell, write } from "./rows";

const TEXT = '{"id":9223372036854775807,"price":1.10,"list":[{"name":"沈一诺"}],"a b":null,"empty":{}}';

test("long integers and decimals keep every digit", () => {
  const rows = rowsOf(read(TEXT), new Set());
  expect(rows.map((row) => row.text)).toContain("9223372036854775807");
  expect(rows.map((row) => row.text)).toContain("1.10");
  expect(write(read(TEXT))).toBe(TEXT);
});

test("paths are written so that they can be read back by eye", () => {
  expect(spell([])).toBe("$");
  expect(spell(["list", 0, "name"])).toBe("$.list[0].name");
  expect(spell(["a b", "意向车型"])).toBe('$["a b"].意向车型');
});

test("what is closed hides its members", () => {
  const all = rowsOf(read(TEXT), new Set());
  const less = rowsOf(read(TEXT), new Set(["$.list"]));
  expect(all.map((row) => row.spelt)).toContain("$.list[0].name");
  expect(less.map((row) => row.spelt)).not.toContain("$.list[0].name");
  expect(less.find((row) => row.spelt === "$.list")).toMatchObject({ open: false, size: 1 });
});

test("a search finds names, values and paths", () => {
  const rows = rowsOf(read(TEXT), new Set());
  expect(found(rows, "PRICE").map((row) => row.spelt)).toEqual(["$.price"]);
  expect(found(rows, "沈").map((row) => row.spelt)).toEqual(["$.list[0].name"]);
  expect(found(rows, "$.list").map((row) => row.spelt)).toEqual(["$.list", "$.list[0]", "$.list[0].name"]);
  expect(found(rows, " ")).toEqual([]);
});

test("text is copied without quotes, anything else as JSON", () => {
  const value = read(TEXT);
  expect(copied(at(value, ["list", 0, "name"]))).toBe("沈一诺");
  expect(copied(at(value, ["id"]))).toBe("9223372036854775807");
  expect(copied(at(value, ["empty"]))).toBe("{}");
});

test("what is no JSON is told by undefined", () => {
  expect(read("name=1&phone=2")).toBeUndefined();
});
