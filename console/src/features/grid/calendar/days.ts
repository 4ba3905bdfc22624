/** Days as text ("2026-11-24"): which a month or a week shows, on which of them a record lies, and how rows are filled. */
import { wholeMoment } from "@/widgets/time";
import { isBlank } from "@/widgets/values/field";
import type { Column, Rec } from "../model/types";

/** More records than this on the days in sight are fetched day by day, the first of each. */
export const MOST = 1_000;

export type Scale = "month" | "week";

const DAY_MS = 86_400_000;

/** The day so many days later, whatever clocks do in between. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(`${other}T00:00:00Z`) - Date.parse(`${one}T00:00:00Z`)) / DAY_MS);
}

/** The Monday of a day's week. */
export function monday(day: string): string {
  return dayAfter(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The weeks, from Monday to Sunday, that a day's month touches. */
export function monthWeeks(day: string): string[][] {
  const month = day.slice(0, 7);
  const weeks: string[][] = [];
  for (let start = monday(`${month}-01`); weeks.length === 0 || start.slice(0, 7) === month; start = dayAfter(start, 7)) weeks.push(weekOf(start));
  return weeks;
}

export function weekOf(day: string): string[] {
  const start = monday(day);
  return Array.from({ length: 7 }, (_, index) => dayAfter(start, index));
}

/** The same day of another month, or its last where it has no such day. */
export function monthAfter(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return `${last.toISOString().slice(0, 7)}-${String(Math.min(date, last.getUTCDate())).padStart(2, "0")}`;
}

/** The day that a value lies on, in the workspace's zone. */
export function dayOf(column: Column, value: unknown): string | undefined {
  if (isBlank(value)) return undefined;
  const text = column.shape === "timestamp" ? localMoment(value) : String(value);
  return /^\d{4}-\d\d-\d\d/.test(text) ? text.slice(0, 10) : undefined;
}

/** The time of a moment ("14:30"); a day has none. */
export function clockOf(column: Column, value: unknown): string {
  return column.shape === "timestamp" && !isBlank(value) ? localMoment(value).slice(11, 16) : "";
}

/** A value so many days later, at the same time of day; as the server takes it. */
export function valueAfter(column: Column, value: unknown, days: number): string | null {
  const day = dayOf(column, value);
  if (day === undefined) return null;
  const later = dayAfter(day, days);
  return column.shape === "timestamp" ? `${later} ${localMoment(value).slice(11, 19)}` : later;
}

/** What a record begins with that is made on a day. */
export function valueOn(column: Column, day: string): string {
  return column.shape === "timestamp" ? `${day} 09:00:00` : day;
}

/** A moment of the server is told in the zone; one that was just typed or moved is in it already. */
function localMoment(value: unknown): string {
  const text = String(value);
  return /Z$|[+-]\d\d:\d\d$/.test(text) ? wholeMoment(text) : text;
}

/** Ask for the records that lie on any of the days from `first` to `last`. */
export function onDays(starts: Column, ends: Column | undefined, first: string, last: string): unknown {
  const begin = (column: Column) => (column.shape === "timestamp" ? `${first} 00:00:00` : first);
  const end = starts.shape === "timestamp" ? { field: starts.id, op: "lt", value: `${dayAfter(last, 1)} 00:00:00` } : { field: starts.id, op: "lte", value: last };
  const fromStart = { field: starts.id, op: "gte", value: begin(starts) };
  return { and: [end, ends ? { or: [fromStart, { field: ends.id, op: "gte", value: begin(ends) }] } : fromStart] };
}

/** A record on its days. */
export interface Entry {
  record: Rec;
  first: string;
  last: string;
  clock: string;
}

/** Place records on their days; an end before the start counts for nothing. */
export function entriesOf(records: Iterable<Rec>, starts: Column, ends: Column | undefined): Entry[] {
  const entries: Entry[] = [];
  for (const record of records) {
    const first = dayOf(starts, record[starts.id]);
    if (first === undefined) continue;
    const end = ends && dayOf(ends, record[ends.id]);
    entries.push({ record, first, last: end !== undefined && end > first ? end : first, clock: clockOf(starts, record[starts.id]) });
  }
  const order = (one: Entry, other: Entry) => compare(one.first, other.first) || compare(other.last, one.last) || compare(one.clock, other.clock) || compare(one.record._id, other.record._id);
  return entries.sort(order);
}

/** The part of a record's days that falls into one week. */
export interface Segment extends Entry {
  /** Places in the week, from 0 for Monday. */
  from: number;
  to: number;
  /** The line of the week's row. */
  line: number;
  startsBefore: boolean;
  endsAfter: boolean;
}

/** Fill a week's row: each record on the first line that is free on all its days. */
export function segmentsOf(week: readonly string[], entries: readonly Entry[]): Segment[] {
  const [monday, sunday] = [week[0]!, week.at(-1)!];
  const lines: string[] = [];
  return entries
    .filter(({ first, last }) => first <= sunday && last >= monday)
    .map((entry) => {
      const [begin, end] = [entry.first < monday ? monday : entry.first, entry.last > sunday ? sunday : entry.last];
      const free = lines.findIndex((taken) => taken < begin);
      const line = free < 0 ? lines.length : free;
      lines[line] = end;
      return { ...entry, from: daysBetween(monday, begin), to: daysBetween(monday, end), line, startsBefore: entry.first < monday, endsAfter: entry.last > sunday };
    });
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
