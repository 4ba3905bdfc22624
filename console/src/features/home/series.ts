/** The server's counts as rows of a chart: by hour of one day, or by day; each webhook its own, the small ones together. */
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import type { Schemas } from "@/api/client";

dayjs.extend(utc);
dayjs.extend(timezone);

export type Numbers = Schemas["NumbersOut"];

export interface Series {
  /** The webhook's API name; "" for all that have no row of their own. */
  webhook: string;
  source: string | null;
  values: number[];
}

export interface Arrivals {
  labels: string[];
  series: Series[];
  /** The same hours or days of the week before; empty where there were no leads then. */
  before: number[];
  /** The place of the present hour or day. */
  now: number;
}

const HOURS = 24;
const MOST_SERIES = 4;
const DAY_FORMAT = "YYYY-MM-DD";

/** Give the leads of today by hour, with those of the same day a week before. */
export function arrivalsToday(numbers: Numbers): Arrivals {
  const { zone } = numbers;
  const now = dayjs(numbers.now).tz(zone);
  const today = now.format(DAY_FORMAT);
  const rows = numbers.hours.map((one) => ({ ...one, at: dayjs(one.start).tz(zone) })).map((one) => ({ ...one, day: one.at.format(DAY_FORMAT), hour: one.at.hour() }));
  const labels = Array.from({ length: HOURS }, (_, hour) => `${String(hour).padStart(2, "0")}:00`);
  const before = labels.map((_, hour) => total(numbers.hours_before.filter((row) => dayjs(row.start).tz(zone).hour() === hour)));
  const mine = rows.filter((row) => row.day === today).map((row) => ({ ...row, place: row.hour }));
  return { labels, series: stacked(mine, HOURS), before: before.some(Boolean) ? before : [], now: now.hour() };
}

/** Give the leads of the last days by day. */
export function arrivalsByDay(numbers: Numbers, days: number): Arrivals {
  const labels = lastDays(numbers, days);
  const rows = numbers.days.map((one) => ({ ...one, place: labels.indexOf(one.day) })).filter((one) => one.place >= 0);
  const past = labels.map((day) => dayjs.utc(day).subtract(7, "day").format(DAY_FORMAT));
  const before = past.map((day) => total(numbers.days_before.filter((one) => one.day === day)));
  return { labels, series: stacked(rows, days), before: before.some(Boolean) ? before : [], now: days - 1 };
}

/** Hours or days, from one place of the chart to another, in which a webhook has been silent. */
export interface Silence {
  webhook: string;
  from: number;
  to: number;
}

/** Give where the silent webhooks' silences lie on the chart, the longest first. */
export function silences(healths: readonly Pick<Schemas["HealthOut"], "webhook" | "silent_since">[], numbers: Pick<Numbers, "now" | "zone">, days: number): Silence[] {
  const now = dayjs(numbers.now).tz(numbers.zone);
  const to = days === 1 ? now.hour() : days - 1;
  return healths
    .flatMap(({ webhook, silent_since }) => (silent_since ? [{ webhook, since: dayjs(silent_since).tz(numbers.zone) }] : []))
    .sort((a, b) => a.since.valueOf() - b.since.valueOf())
    .map(({ webhook, since }) => {
      const back = now.startOf("day").diff(since.startOf("day"), "day");
      const from = days === 1 ? (back > 0 ? 0 : since.hour()) : days - 1 - back;
      return { webhook, from: Math.max(0, from), to };
    });
}

/** Name the last days in the zone, today last. */
export function lastDays(numbers: Pick<Numbers, "now" | "zone">, days: number): string[] {
  const today = dayjs(numbers.now).tz(numbers.zone);
  return Array.from({ length: days }, (_, index) => today.subtract(days - 1 - index, "day").format(DAY_FORMAT));
}

/** Give the leads of each hour of today up to now. */
export function todayLine(numbers: Numbers): number[] {
  const { series, now } = arrivalsToday(numbers);
  return Array.from({ length: now + 1 }, (_, hour) => series.reduce((sum, one) => sum + (one.values[hour] ?? 0), 0));
}

/** Give the leads of each of the last days. */
export function daysLine(numbers: Numbers, days: number): number[] {
  return lastDays(numbers, days).map((day) => total(numbers.days.filter((one) => one.day === day)));
}

/** Give the part that didn't fail of each of the last days, in percent; a day without leads counts as all fine. */
export function successLine(numbers: Numbers, days: number): number[] {
  return lastDays(numbers, days).map((day) => {
    const rows = numbers.days.filter((one) => one.day === day);
    const count = total(rows);
    return count ? 100 * (1 - rows.reduce((sum, one) => sum + one.failed, 0) / count) : 100;
  });
}

/** Tell how a number stands against the one before, in whole percent; undefined where there was none. */
export function growth(now: number, before: number): number | undefined {
  return before > 0 ? Math.round((100 * (now - before)) / before) : undefined;
}

function total(rows: readonly { count: number }[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0);
}

function stacked(rows: readonly { webhook: string | null; source: string | null; count: number; place: number }[], length: number): Series[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.webhook ?? "", (sums.get(row.webhook ?? "") ?? 0) + row.count);
  const largest = [...sums].filter(([name]) => name).sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const own = largest.slice(0, largest.length > MOST_SERIES || sums.has("") ? MOST_SERIES - 1 : MOST_SERIES);
  const made = new Map<string, Series>();
  for (const row of rows) {
    const name = own.includes(row.webhook ?? "") ? (row.webhook ?? "") : "";
    const series = made.get(name) ?? { webhook: name, source: name ? row.source : null, values: Array<number>(length).fill(0) };
    series.values[row.place] = (series.values[row.place] ?? 0) + row.count;
    made.set(name, series);
  }
  return [...own, ""].map((name) => made.get(name)).filter((one) => one !== undefined);
}
