/** What a run of a script left to look at, however it was made: a dry run, a replay, or a real push. */
import type { Schemas } from "@/api/client";
import { outsideOf, type OutsideNote } from "./outside";

export type Answer = Schemas["AnswerOut"];

export interface Effect {
  table: string;
  record: string;
  operation: string;
  /** By field id; null where the run deleted, or where nothing is known of the values. */
  values: Record<string, unknown> | null;
  issues: Record<string, { value: unknown; reason: string }>;
}

export interface ConsoleLine {
  level: string;
  text: string;
  at_ms: number;
}

export interface Fault {
  code: string;
  message: string;
  line?: number;
  column?: number;
  stack?: string;
}

export interface Outcome {
  isDry: boolean;
  state: Schemas["EventOut"]["state"];
  answer: Answer | null;
  fault: Fault | null;
  effects: Effect[];
  console: ConsoleLine[];
  isConsoleCut: boolean;
  /** What it did outside of the tables, or would have done. */
  outside: OutsideNote[];
  /** Milliseconds of each part, in the order in which they passed. */
  timings: [name: string, ms: number][];
  tookMs: number;
  /** Whether `tookMs` was measured here, the way there and back included. */
  isRoundTrip: boolean;
  /** The event that was made, where one was. */
  event?: string;
}

const PARTS = ["body", "append", "queue", "script", "apply", "commit"];

function record<T>(value: unknown): Record<string, T> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, T>) : {};
}

function effectOf(raw: Schemas["EffectOut"] & { after?: unknown }, values?: Record<string, unknown>): Effect {
  const after = raw.after === undefined || raw.after === null ? values : record<unknown>(raw.after);
  return { table: raw.table, record: raw.record, operation: raw.operation, values: after ?? null, issues: record(raw.issues) };
}

function consoleOf(raw: unknown): { lines: ConsoleLine[]; cut: boolean } {
  const { lines, cut } = record<unknown>(raw);
  return { lines: Array.isArray(lines) ? (lines as ConsoleLine[]) : [], cut: cut === true };
}

function faultOf(raw: unknown): Fault | null {
  const { code, message, line, column, stack } = record<unknown>(raw);
  if (typeof message !== "string") return null;
  return {
    code: String(code),
    message,
    line: typeof line === "number" ? line : undefined,
    column: typeof column === "number" ? column : undefined,
    stack: typeof stack === "string" ? stack : undefined,
  };
}

/** Put the parts of a run in the order in which they pass; what is no number is left out. */
export function timingsOf(raw: unknown): [string, number][] {
  const parts = Object.entries(record<unknown>(raw)).filter((part): part is [string, number] => typeof part[1] === "number");
  const place = (name: string) => (PARTS.includes(name) ? PARTS.indexOf(name) : PARTS.length);
  return parts.sort(([a], [b]) => place(a) - place(b));
}

/** Read the answer of a trial or a replay; `tookMs` is how long it took as seen from here. */
export function outcomeOfReplay(raw: Schemas["ReplayOut"], tookMs: number): Outcome {
  const { lines, cut } = consoleOf(raw.console);
  const timings = timingsOf(record<unknown>(raw)["timings"]);
  return {
    isDry: raw.dry_run,
    state: raw.state,
    answer: raw.answer,
    fault: faultOf(raw.error),
    effects: raw.effects.map((one) => effectOf(one)),
    console: lines,
    isConsoleCut: cut,
    outside: outsideOf(raw.notes),
    timings,
    tookMs: raw.took_ms ?? tookMs,
    isRoundTrip: raw.took_ms == null,
  };
}

/** Read an event's latest attempt; `values` are the records' as they stand, by record id. */
export function outcomeOfEvent(raw: Schemas["EventDetailOut"], values: ReadonlyMap<string, Record<string, unknown>>): Outcome {
  const attempt = raw.attempt_list.at(-1);
  const { lines, cut } = consoleOf(attempt?.console);
  const timings = timingsOf(attempt?.timings ?? raw.timings);
  return {
    isDry: false,
    state: raw.state,
    answer: raw.answer,
    fault: faultOf(attempt?.error),
    effects: raw.effects.filter((one) => one.attempt === attempt?.number).map((one) => effectOf(one, values.get(one.record))),
    console: lines,
    isConsoleCut: cut,
    outside: outsideOf(attempt?.notes),
    timings,
    tookMs: timings.reduce((sum, [, ms]) => sum + ms, 0),
    isRoundTrip: false,
    event: raw.id,
  };
}
