import { expect, test } from "vitest";
import { allMatch, compare, compareTime, expectedOf, kindOf } from "./expectation";

const feiyu = { body: { code: "0", message: "success" } };

test("the answer of the tutorial is what Feiyu waits for, extra keys included", () => {
  expect(allMatch(compare(feiyu, { status: 200, body: '{"code":"0","message":"success"}' }))).toBe(true);
  expect(allMatch(compare(feiyu, { status: 200, body: '{"message":"success","code":"0","id":7}' }))).toBe(true);
});

test("a number is not the text of it, and the line says which", () => {
  const lines = compare(feiyu, { status: 200, body: '{"code":0,"message":"success"}' });
  expect(lines.filter((line) => !line.matches)).toEqual([{ key: "code", expected: "0", given: 0, matches: false }]);
  expect(kindOf(0)).toBe("number");
  expect(kindOf("0")).toBe("text");
});

test("a missing key, a text body and a wrong status do not match", () => {
  expect(compare(feiyu, { status: 200, body: "{}" }).map((line) => line.given)).toEqual([200, undefined, undefined]);
  expect(allMatch(compare(feiyu, { status: 200, body: "success" }))).toBe(false);
  expect(allMatch(compare(feiyu, { status: 500, body: '{"code":"0","message":"success"}' }))).toBe(false);
  expect(allMatch(compare({ status: 200, ...feiyu }, { status: 201, body: '{"code":"0","message":"success"}' }))).toBe(false);
});

test("names that every object inherits are no keys of an answer", () => {
  expect(allMatch(compare({ body: { constructor: "x" } }, { status: 200, body: "{}" }))).toBe(false);
  expect(compare({ body: { toString: "x" } }, { status: 200, body: "{}" })[1]?.given).toBeUndefined();
});

test("a sender that names no body wants any success", () => {
  expect(allMatch(compare({}, { status: 204, body: "" }))).toBe(true);
  expect(allMatch(compare({}, { status: 302, body: "" }))).toBe(false);
});

test("nested keys are compared one by one, lists as a whole", () => {
  const lines = compare({ body: { data: { ok: true, ids: [1, 2] } } }, { status: 200, body: '{"data":{"ok":true,"ids":[1]}}' });
  expect(lines.map((line) => [line.key, line.matches])).toEqual([["status", true], ["data.ok", true], ["data.ids", false]]);
});

test("what is set for a webhook goes before what its source says", () => {
  expect(expectedOf({ expected: { ok: true } }, { code: "0" })).toEqual({ body: { ok: true } });
  expect(expectedOf({ expected: null }, { code: "0" })).toEqual({ body: { code: "0" } });
  expect(expectedOf({}, null)).toBeNull();
});

test("an answer past the deadline is late", () => {
  expect(compareTime(4000, 23.4).matches).toBe(true);
  expect(compareTime(4000, 4001).matches).toBe(false);
});
