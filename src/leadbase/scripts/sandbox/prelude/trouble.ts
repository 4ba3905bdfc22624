// How a run fails: the code, message and place that the server is told, cut down to what lies in the user's own source.

import { show } from "./console.ts";
import { findUnwritable } from "./write.ts";

export interface Refusal {
  readonly code: string;
  readonly permanent: boolean;
  readonly message: string;
  readonly facts?: unknown;
}

const LONGEST_MESSAGE = 4096;
const MOST_FRAMES = 20;
const FRAME = /^\s+at (.*\b|\()?hook\.js:(\d+):(\d+)\)?$/;
const FROZEN =
  /^Cannot (assign to read only property|add property|redefine property|delete property|define property)|not extensible|which has only a getter/;

const refusals = new WeakMap<object, Refusal & { readonly run: number }>();
const { apply } = Reflect;
const find = WeakMap.prototype.get;
const stringify = JSON.stringify;

/** Makes an error of a run's refusal; `trace` was made where the script called, so it knows the line. */
export function markRefusal(trace: Error, refusal: Refusal, run: number): Error {
  const frames = String(trace.stack).split("\n").filter((frame) => FRAME.test(frame));
  trace.message = refusal.message;
  Object.defineProperty(trace, "stack", {
    value: [`Error: ${refusal.message}`, ...frames].join("\n"),
    writable: true,
    enumerable: false,
    configurable: true,
  });
  Object.assign(trace, { code: refusal.code, facts: refusal.facts ?? {} });
  refusals.set(trace, { ...refusal, run });
  return trace;
}

/**
 * What the server is told of a rejected promise that nobody looked after, "" unless it was a refused call of this run. Runs no
 * code of the user, whatever the reason is.
 */
export function blameOf(reason: unknown, run: number): string {
  const refusal = apply(find, refusals, [reason]) as (Refusal & { readonly run: number }) | undefined;
  if (refusal === undefined || refusal.run !== run) return "";
  return stringify({ code: refusal.code, permanent: refusal.permanent, message: refusal.message });
}

/** What the server is told of anything thrown. */
export function explain(thrown: unknown): string {
  const { line, column, stack } = place(thrown);
  const refusal = refusals.get(thrown as object);
  const { code, permanent, message } = refusal ?? {
    code: findUnwritable(thrown)?.tooLarge ? "call_too_large" : "script_error",
    permanent: true,
    message: show(thrown),
  };
  return stringify({ code, permanent, message: message.slice(0, LONGEST_MESSAGE), stack, line, column });
}

/** Tells whether an error comes from changing a frozen built-in, which works in a realm that no other run shares. */
export function wantsOwnRealm(thrown: unknown): boolean {
  try {
    return thrown instanceof TypeError && FROZEN.test(String(thrown.message));
  } catch {
    return false;
  }
}

function place(thrown: unknown): { line?: number; column?: number; stack: string } {
  try {
    const stack = thrown instanceof Error ? String(thrown.stack) : "";
    const frames = stack.split("\n").filter((frame) => FRAME.test(frame));
    const [, , line, column] = FRAME.exec(frames[0] ?? "") ?? [];
    const kept = frames.slice(0, MOST_FRAMES).map((frame) => frame.slice(0, 256));
    return { line: line ? Number(line) : undefined, column: column ? Number(column) : undefined, stack: kept.join("\n") };
  } catch {
    return { stack: "" };
  }
}
