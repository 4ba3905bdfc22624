import { expect, test } from "vitest";
import { plainSpaces } from "./nbsp";

test("non-breaking spaces become plain ones everywhere, strings included, and are counted", () => {
  expect(plainSpaces("let\u00A0a\u00A0= \"x\u00A0y\"")).toEqual({ text: 'let a = "x y"', count: 3 });
  expect(plainSpaces("\uFEFFa\u202Fb\u2007c")).toEqual({ text: "a b c", count: 3 });
});

test("plain text and ideographic spaces stay as they are", () => {
  expect(plainSpaces("let a = 1;\n\t　客户")).toEqual({ text: "let a = 1;\n\t　客户", count: 0 });
});
