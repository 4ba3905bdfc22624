/** JSON as the lines of a tree: exact numbers, paths, and what a search finds. */
import { isLosslessNumber, parse, stringify } from "lossless-json";

export type Path = readonly (string | number)[];
export type Kind = "object" | "array" | "string" | "number" | "boolean" | "null";

export interface Row {
  path: Path;
  /** The path as it is written: `$.data[0].name`. */
  spelt: string;
  depth: number;
  name: string | undefined;
  kind: Kind;
  /** A value as JSON writes it; for objects and arrays "". */
  text: string;
  /** How many members an object or array has. */
  size: number;
  open: boolean;
}

/** Read JSON without losing a digit; undefined when it is none. */
export function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Write a value that was read, with the digits it came with. */
export function write(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? "null";
}

export function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return "null";
  if (isLosslessNumber(value) || typeof value === "number" || typeof value === "bigint") return "number";
  if (Array.isArray(value)) return "array";
  if (typeof value === "object") return "object";
  return typeof value === "boolean" ? "boolean" : "string";
}

/** Give the members of an object or array, none for anything else. */
export function members(value: unknown): [string | number, unknown][] {
  const kind = kindOf(value);
  if (kind === "array") return (value as unknown[]).map((one, index) => [index, one]);
  return kind === "object" ? Object.entries(value as Record<string, unknown>) : [];
}

export function spell(path: Path): string {
  return path.reduce<string>((all, step) => all + (typeof step === "number" ? `[${step}]` : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`), "$");
}

/** Give the value at a path. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value);
}

/** Give the lines that are seen while these paths are closed. */
export function rowsOf(value: unknown, closed: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const add = (inner: unknown, path: Path): void => {
    const spelt = spell(path);
    const kind = kindOf(inner);
    const inside = members(inner);
    const open = inside.length > 0 && !closed.has(spelt);
    const last = path.at(-1);
    const text = kind === "object" || kind === "array" ? "" : write(inner);
    rows.push({ path, spelt, depth: path.length, name: last === undefined ? undefined : String(last), kind, text, size: inside.length, open });
    if (open) for (const [name, member] of inside) add(member, [...path, name]);
  };
  add(value, []);
  return rows;
}

/** Give the lines whose name, value or path holds what was typed. */
export function found(rows: readonly Row[], query: string): Row[] {
  const asked = query.trim().toLowerCase();
  if (!asked) return [];
  return rows.filter((row) => row.name?.toLowerCase().includes(asked) || row.text.toLowerCase().includes(asked) || (asked.startsWith("$") && row.spelt.toLowerCase().startsWith(asked)));
}

/** What is copied of a value: text without its quotes, anything else as JSON. */
export function copied(value: unknown): string {
  return typeof value === "string" ? value : write(value, 2);
}
