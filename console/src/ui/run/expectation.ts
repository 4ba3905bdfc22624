/** Judges an answer as its sender will: line by line against what that sender waits for. Pure functions. */

/** What a sender waits for: a status (any success where none is named) and what its body must say at least. */
export interface Expected {
  status?: number | null;
  body?: unknown;
}

export interface Given {
  status: number;
  body: string;
}

export interface Line {
  /** "status", or the path of a key of the body: "data.code". "" is the whole body. */
  key: string;
  expected: unknown;
  /** undefined where the answer has no such key. */
  given: unknown;
  matches: boolean;
}

export const STATUS = "status";
export const TIME = "time";

/** Give what a webhook's sender waits for: as set for it, else as its source says; null where any success will do. */
export function expectedOf(settings: Readonly<Record<string, unknown>>, answer: unknown): Expected | null {
  const body = settings["expected"] ?? answer ?? null;
  return body === null ? null : { body };
}

/** Judge how long an answer took: past the deadline the sender has had the fallback. */
export function compareTime(deadlineMs: number, tookMs: number): Line {
  return { key: TIME, expected: deadlineMs, given: tookMs, matches: tookMs <= deadlineMs };
}

/** Compare an answer with what is expected of it: extra keys do no harm, a number is not the text of it. */
export function compare(expected: Expected, given: Given): Line[] {
  const { status } = expected;
  const isFine = status ? given.status === status : given.status >= 200 && given.status < 300;
  const lines: Line[] = [{ key: STATUS, expected: status ?? "2xx", given: given.status, matches: isFine }];
  if (expected.body === undefined || expected.body === null) return lines;
  return [...lines, ...compareValue("", expected.body, parsed(given.body))];
}

export function allMatch(lines: readonly Line[]): boolean {
  return lines.every((line) => line.matches);
}

/** Name the kind of a value as people who read JSON do. */
export function kindOf(value: unknown): "text" | "number" | "boolean" | "null" | "list" | "object" | "missing" {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  const kind = typeof value;
  return kind === "string" ? "text" : kind === "number" ? "number" : kind === "boolean" ? "boolean" : "object";
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

function compareValue(key: string, expected: unknown, given: unknown): Line[] {
  if (isObject(expected) && Object.keys(expected).length) {
    const found = isObject(given) ? given : {};
    return Object.entries(expected).flatMap(([name, value]) => compareValue(key ? `${key}.${name}` : name, value, Object.hasOwn(found, name) ? found[name] : undefined));
  }
  return [{ key, expected, given, matches: JSON.stringify(expected) === JSON.stringify(given) }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
