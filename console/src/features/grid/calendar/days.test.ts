import { expect, test } from "vitest";
import { showIn } from "@/widgets/time";
import type { Column, Rec } from "../model/types";
import { clockOf, dayAfter, dayOf, entriesOf, monday, monthAfter, monthWeeks, onDays, segmentsOf, valueAfter, weekOf } from "./days";

function column(id: string, shape: string): Column {
  return { id, name: id, label: id, type: shape, widget: shape === "date" ? "date" : "datetime", shape, icon: "calendar", params: {}, required: false, computed: false, description: "", width: 1, hidden: false, sortable: true, operators: [], groupable: true, unique: false, searchable: false };
}

const [visit, due, call] = [column("visit", "date"), column("due", "date"), column("call", "timestamp")];
const rec = (id: string, values: Record<string, unknown>): Rec => ({ _id: id, ...values }) as unknown as Rec;

test("a month is the weeks that it touches, from Monday", () => {
  const weeks = monthWeeks("2026-11-24");
  expect(weeks.length).toBe(6);
  expect([weeks[0]![0], weeks.at(-1)!.at(-1)]).toEqual(["2026-10-26", "2026-12-06"]);
  expect(monthWeeks("2027-02-10").length).toBe(4);
  expect(monday("2026-11-29")).toBe("2026-11-23");
  expect(weekOf("2026-11-24").at(-1)).toBe("2026-11-29");
});

test("days and months go over the ends of years and of short months", () => {
  expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
  expect(dayAfter("2024-03-01", -1)).toBe("2024-02-29");
  expect(monthAfter("2026-01-31", 1)).toBe("2026-02-28");
  expect(monthAfter("2026-01-15", -1)).toBe("2025-12-15");
});

test("a moment lies on its day in the workspace's zone, and keeps its time when it is moved", () => {
  showIn("Asia/Shanghai");
  expect(dayOf(call, "2026-11-23T16:30:00Z")).toBe("2026-11-24");
  expect(clockOf(call, "2026-11-23T16:30:00Z")).toBe("00:30");
  expect(valueAfter(call, "2026-11-23T16:30:05Z", 7)).toBe("2026-12-01 00:30:05");
  expect(valueAfter(call, "2026-12-01 00:30:05", 1)).toBe("2026-12-02 00:30:05");
  expect(valueAfter(visit, "2026-11-30", 1)).toBe("2026-12-01");
  expect([dayOf(visit, null), valueAfter(visit, null, 1)]).toEqual([undefined, null]);
});

test("what is asked for are records that lie on any of the days", () => {
  expect(onDays(visit, undefined, "2026-11-01", "2026-11-30")).toEqual({ and: [{ field: "visit", op: "lte", value: "2026-11-30" }, { field: "visit", op: "gte", value: "2026-11-01" }] });
  const spans = onDays(call, due, "2026-11-01", "2026-11-30");
  expect(spans).toEqual({ and: [{ field: "call", op: "lt", value: "2026-12-01 00:00:00" }, { or: [{ field: "call", op: "gte", value: "2026-11-01 00:00:00" }, { field: "due", op: "gte", value: "2026-11-01" }] }] });
});

test("records of several days lie on the first line that is free on all of them", () => {
  const records = [rec("a", { visit: "2026-11-20", due: "2026-11-24" }), rec("b", { visit: "2026-11-24", due: "2026-11-10" }), rec("c", { visit: "2026-11-25" }), rec("d", { visit: "2026-11-25", due: "2026-12-02" }), rec("e", {})];
  const week = segmentsOf(weekOf("2026-11-24"), entriesOf(records, visit, due));
  const told = Object.fromEntries(week.map(({ record, from, to, line, startsBefore, endsAfter }) => [record._id, [from, to, line, startsBefore, endsAfter]]));
  expect(told).toEqual({ a: [0, 1, 0, true, false], b: [1, 1, 1, false, false], d: [2, 6, 0, false, true], c: [2, 2, 1, false, false] });
});
