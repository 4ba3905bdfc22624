import { expect, test } from "vitest";
import { insertionOf, openQuote } from "./insertion";

test("the quote that is open is known, escapes and comments included", () => {
  expect(openQuote('save("')).toBe('"');
  expect(openQuote('save("a", ')).toBeNull();
  expect(openQuote(String.raw`"a\"b`)).toBe('"');
  expect(openQuote("'it`s")).toBe("'");
  expect(openQuote('x // "客户')).toBe("//");
  expect(openQuote('"http://a"')).toBeNull();
});

test("outside of strings a name comes quoted and takes the place of the trigger word", () => {
  expect(insertionOf("customers", "await save(")).toEqual({ text: '"customers"', replaces: 0 });
  expect(insertionOf("客户", "await save(表")).toEqual({ text: '"客户"', replaces: 1 });
  expect(insertionOf("客户名称", "  字段")).toEqual({ text: '"客户名称"', replaces: 2 });
});

test("inside a string a name takes the place of what was begun", () => {
  expect(insertionOf("ad_id", '  "ad')).toEqual({ text: "ad_id", replaces: 2 });
  expect(insertionOf("客户", '  "表')).toEqual({ text: "客户", replaces: 1 });
  expect(insertionOf("ad_id", "// ad")).toEqual({ text: "ad_id", replaces: 0 });
});
