import { expect, test } from "vitest";
import { both, byIds, inGroup, readFilter, withOperator, writeFilter } from "./filter";

test("a list of conditions survives being read and written", () => {
  const filter = { or: [{ field: "a", op: "eq", value: "7" }, { field: "b", op: "is_empty" }] };
  expect(writeFilter(readFilter(filter)!)).toEqual(filter);
});

test("the shorthand reads as equalities, and null as emptiness", () => {
  expect(readFilter({ a: "7", b: null })).toEqual({ join: "and", list: [{ field: "a", op: "eq", value: "7" }, { field: "b", op: "is_empty" }] });
});

test("what is deeper than a list is left alone", () => {
  expect(readFilter({ and: [{ or: [] }] })).toBeUndefined();
  expect(readFilter({ not: { field: "a", op: "eq", value: 1 } })).toBeUndefined();
});

test("conditions without a value ask nothing", () => {
  expect(writeFilter({ join: "and", list: [{ field: "a", op: "contains", value: "" }, { field: "b", op: "in", value: [] }] })).toBeNull();
  expect(writeFilter({ join: "and", list: [{ field: "a", op: "eq", value: false }] })).toEqual({ and: [{ field: "a", op: "eq", value: false }] });
});

test("a value goes along to another operator, in its shape", () => {
  expect(withOperator({ field: "a", op: "eq", value: "7" }, "in")).toEqual({ field: "a", op: "in", value: ["7"] });
  expect(withOperator({ field: "a", op: "in", value: ["7", "8"] }, "ne")).toEqual({ field: "a", op: "ne", value: "7" });
  expect(withOperator({ field: "a", op: "eq", value: "7" }, "is_empty")).toEqual({ field: "a", op: "is_empty" });
});

test("filters are joined so that all hold, and a group without a value is asked for emptiness", () => {
  expect(both(null, undefined)).toBeNull();
  expect(both(null, inGroup("a", null))).toEqual({ field: "a", op: "is_empty" });
  expect(both({ a: 1 }, inGroup("b", "x"))).toEqual({ and: [{ a: 1 }, { field: "b", op: "eq", value: "x" }] });
});

test("fields that an address calls by name are found by id, at any depth", () => {
  const idOf = (ref: string) => ({ stage: "s1", phone: "p1" })[ref] ?? ref;
  expect(byIds({ and: [{ field: "stage", op: "in", value: ["won"] }, { not: { field: "phone", op: "is_empty" } }] }, idOf)).toEqual({
    and: [{ field: "s1", op: "in", value: ["won"] }, { not: { field: "p1", op: "is_empty" } }],
  });
  expect(byIds({ stage: "won", _id: "x" }, idOf)).toEqual({ s1: "won", _id: "x" });
});
