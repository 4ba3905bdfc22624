// What `console.*` and `$modules.log` print: one line of text per call, kept with the attempt.

import { write } from "./write.ts";

type Print = (level: string, values: unknown[]) => void;

const LONGEST_VALUE = 65536;

/** The methods of `console`; `print` gets the level and what was given. */
export function makeConsole(print: Print): Record<string, (...values: unknown[]) => void> {
  const clocks = new Map<string, number>();
  const methods: Record<string, (...values: unknown[]) => void> = {};
  for (const level of ["debug", "log", "info", "warn", "error"]) methods[level] = (...values) => print(level, values);
  for (const name of ["dir", "table", "group", "groupCollapsed"]) methods[name] = (...values) => print("log", values);
  methods.trace = (...values) => print("debug", values);
  methods.assert = (holds, ...values) => {
    if (!holds) print("error", ["Assertion failed", ...values]);
  };
  methods.groupEnd = () => {};
  methods.time = (label = "default") => void clocks.set(String(label), Date.now());
  methods.timeEnd = (label = "default") => {
    const began = clocks.get(String(label));
    if (began !== undefined) print("log", [`${String(label)}: ${Date.now() - began}ms`]);
    clocks.delete(String(label));
  };
  return methods;
}

/** One line for the values of a call. */
export function line(values: readonly unknown[]): string {
  let text = "";
  for (let index = 0; index < values.length; index++) text += (index === 0 ? "" : " ") + show(values[index]);
  return text;
}

/** Any value as text: strings as they are, errors with their message, the rest as JSON where that is possible. */
export function show(value: unknown): string {
  try {
    if (typeof value === "string") return value;
    if (value instanceof Error) return `${String(value.name)}: ${String(value.message)}`;
    if (typeof value === "function") return `[function ${String(value.name) || "without a name"}]`;
    if (typeof value === "bigint") return `${value}n`;
    if (value instanceof Map) return `Map ${write([...value], "value", LONGEST_VALUE)}`;
    if (value instanceof Set) return `Set ${write([...value], "value", LONGEST_VALUE)}`;
    if (typeof value === "object" && value !== null) return write(value, "value", LONGEST_VALUE) ?? "undefined";
    return String(value);
  } catch (trouble) {
    return `[value that can't be shown${reason(trouble)}]`;
  }
}

function reason(trouble: unknown): string {
  try {
    return trouble instanceof Error ? `: ${String(trouble.message)}` : "";
  } catch {
    return "";
  }
}
