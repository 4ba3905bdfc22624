import { expect, test } from "vitest";
import { byteLength, layOut, readBody } from "./body";

test("laying out keeps every number and text as it was written", () => {
  const text = '{"id":9007199254740993,"price":1.10,"note":"a, {b}: \\"c\\"","list":[1,{"x":null}],"none":{},"empty":[]}';
  const laidOut = layOut(text);
  expect(laidOut).toContain("9007199254740993");
  expect(laidOut).toContain("1.10");
  expect(laidOut).toContain('"a, {b}: \\"c\\""');
  expect(JSON.parse(laidOut)).toEqual(JSON.parse(text));
  expect(laidOut.split("\n")[1]).toBe('  "id": 9007199254740993,');
  expect(laidOut).toContain('"none": {}');
  expect(layOut(laidOut)).toBe(laidOut);
});

test("what is no JSON is told and left alone", () => {
  expect(readBody("{").ok).toBe(false);
  expect(layOut("{ a")).toBe("{ a");
  expect(readBody('"x"').ok).toBe(true);
});

test("length is counted in bytes", () => {
  expect(byteLength("客户")).toBe(6);
});
