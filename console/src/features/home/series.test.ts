import { expect, test } from "vitest";
import { arrivalsByDay, arrivalsToday, daysLine, growth, silences, successLine, todayLine, type Numbers } from "./series";

const hour = (start: string, webhook: string | null, count: number, failed = 0) => ({ start, webhook, source: webhook, count, failed });
const day = (of: string, webhook: string, count: number, failed = 0) => ({ day: of, webhook, source: webhook, count, failed });

const numbers = {
  zone: "Asia/Shanghai",
  now: "2026-11-24T02:30:00Z",
  hours: [hour("2026-11-23T16:00:00Z", "feiyu", 2), hour("2026-11-24T02:00:00Z", "feiyu", 5), hour("2026-11-24T02:00:00Z", "site", 1), hour("2026-11-22T17:00:00Z", "feiyu", 7)],
  hours_before: [{ start: "2026-11-16T17:00:00Z", count: 7 }],
  days_before: [{ day: "2026-11-17", count: 9 }],
  days: [day("2026-11-23", "feiyu", 10, 5), day("2026-11-24", "feiyu", 7), day("2026-11-24", "site", 1)],
} as unknown as Numbers;

test("hours are those of the workspace's zone, and the same day of last week stands beside today", () => {
  const { labels, series, before, now } = arrivalsToday(numbers);
  expect(labels).toHaveLength(24);
  expect(now).toBe(10);
  expect(series.map((one) => one.webhook)).toEqual(["feiyu", "site"]);
  expect(series[0]?.values[0]).toBe(2);
  expect(series[0]?.values[10]).toBe(5);
  expect(before[1]).toBe(7);
  expect(todayLine(numbers)).toEqual([2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6]);
});

test("days end today, and days without leads are zero", () => {
  expect(arrivalsByDay(numbers, 3).labels).toEqual(["2026-11-22", "2026-11-23", "2026-11-24"]);
  expect(arrivalsByDay(numbers, 3).before).toEqual([0, 0, 9]);
  expect(daysLine(numbers, 3)).toEqual([0, 10, 8]);
  expect(successLine(numbers, 3)).toEqual([100, 50, 100]);
});

test("a silence lasts from its first hour or day on the chart until now", () => {
  const silent = [{ webhook: "site", silent_since: "2026-11-23T01:30:00Z" }, { webhook: "feiyu", silent_since: null }];
  expect(silences(silent, numbers, 1)).toEqual([{ webhook: "site", from: 0, to: 10 }]);
  expect(silences(silent, numbers, 7)).toEqual([{ webhook: "site", from: 5, to: 6 }]);
  expect(silences([{ webhook: "old", silent_since: "2026-11-01T00:00:00Z" }], numbers, 7)).toEqual([{ webhook: "old", from: 0, to: 6 }]);
});

test("beyond four webhooks the small ones are one row", () => {
  const many = { ...numbers, hours: ["a", "b", "c", "d", "e"].map((name, index) => hour("2026-11-24T02:00:00Z", name, 10 - index)) };
  const { series } = arrivalsToday(many as Numbers);
  expect(series.map((one) => one.webhook)).toEqual(["a", "b", "c", ""]);
  expect(series[3]?.values[10]).toBe(7 + 6);
});

test("growth compares with what was, and says nothing where nothing was", () => {
  expect(growth(118, 100)).toBe(18);
  expect(growth(50, 100)).toBe(-50);
  expect(growth(5, 0)).toBeUndefined();
});
