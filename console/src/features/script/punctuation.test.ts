import { expect, test } from "vitest";
import { edited, punctuationEdits } from "./punctuation";

const mended = (source: string) => edited(source, punctuationEdits(source, 0, source.length));

test("full-width punctuation of code becomes that of code", () => {
  expect(mended("save（a，b）；　let o = {x：1}；")).toBe("save(a,b); let o = {x:1};");
});

test("curly quotes become plain ones, and what they hold stays", () => {
  expect(mended("let a = “客户，名称”；")).toBe('let a = "客户，名称";');
  expect(mended("let a = ‘x’，b = ”y”；")).toBe("let a = 'x',b = \"y\";");
  expect(mended('let a = “say "hi"，now”；')).toBe('let a = "say \\"hi\\"，now";');
  expect(mended('let a = “half"；')).toBe('let a = "half";');
});

test("strings, templates, comments and regular expressions stay as they are", () => {
  for (const source of ['let a = "（，；：“”　）"', "// 注释（，；）", "/* “，” */ let a", "let a = `客户（${b}），`", "let a = /（[/，]）/g", "x = 'it\\'s（'"]) expect(mended(source), source).toBe(source);
});

test("code in a template and after a division is code again", () => {
  expect(mended("let a = `（${f（1，2）}）`；")).toBe("let a = `（${f(1,2)}）`;");
  expect(mended("let a = b / c；let d = e / f；")).toBe("let a = b / c;let d = e / f;");
});

test("only the asked part is changed, judged by what stands before it", () => {
  const source = 'let a = "；；" ；；';
  expect(edited(source, punctuationEdits(source, 0, 11))).toBe(source);
  expect(edited(source, punctuationEdits(source, 13, 14))).toBe('let a = "；；" ;；');
});
