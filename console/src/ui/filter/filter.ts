/** Filters as people build them: a flat list of conditions, all or any of which must hold. */
import { isBlank, type ValueField } from "@/widgets/values/field";

/** A field with what filters can ask of it. */
export interface Askable extends ValueField {
  operators: readonly string[];
}

export interface Condition {
  field: string;
  op: string;
  value?: unknown;
}

export interface Conditions {
  join: "and" | "or";
  list: Condition[];
}

const UNASKED = ["is_empty", "is_not_empty"];
const LISTED = ["in", "not_in", "contains_any", "contains_all", "contains_none"];

/** Tell whether an operator needs no value, a list, or one value. */
export function wants(op: string): "nothing" | "list" | "one" {
  return UNASKED.includes(op) ? "nothing" : LISTED.includes(op) ? "list" : "one";
}

/** Read a filter; `undefined` where it is deeper than a list of conditions. */
export function readFilter(filter: unknown): Conditions | undefined {
  if (filter === null || filter === undefined) return { join: "and", list: [] };
  if (!isObject(filter)) return undefined;
  if (typeof filter["field"] === "string") return { join: "and", list: [asCondition(filter)] };
  for (const join of ["and", "or"] as const) {
    const parts = filter[join];
    if (!Array.isArray(parts)) continue;
    return parts.every((part) => isObject(part) && typeof part["field"] === "string") ? { join, list: parts.map(asCondition) } : undefined;
  }
  const pairs = Object.entries(filter);
  if (pairs.some(([key]) => ["and", "or", "not"].includes(key))) return undefined;
  return { join: "and", list: pairs.map(([field, value]) => (value === null ? { field, op: "is_empty" } : { field, op: "eq", value })) };
}

/** Spell conditions as the server reads them, those without a value left out; null where nothing is asked. */
export function writeFilter({ join, list }: Conditions): unknown {
  const parts = list.filter(isComplete).map(({ field, op, value }) => (wants(op) === "nothing" ? { field, op } : { field, op, value }));
  return parts.length ? { [join]: parts } : null;
}

/** Tell whether a condition asks something. */
export function isComplete({ op, value }: Condition): boolean {
  return wants(op) === "nothing" || !isBlank(value);
}

/** Give the condition that a field is asked first. */
export function firstCondition(column: Askable): Condition {
  const op = ["contains", "contains_any", "in", "eq", "is_empty"].find((one) => column.operators.includes(one)) ?? column.operators[0] ?? "is_empty";
  const wanted = column.widget === "choice" || column.widget === "person" ? "in" : op === "in" ? "eq" : op;
  return { field: column.id, op: column.operators.includes(wanted) ? wanted : op };
}

/** Keep a value when the operator changes, where it still means something. */
export function withOperator(condition: Condition, op: string): Condition {
  const kind = wants(op);
  const { value } = condition;
  if (kind === "nothing" || value === undefined) return { field: condition.field, op };
  if (kind === "list") return { field: condition.field, op, value: Array.isArray(value) ? value : [value] };
  return { field: condition.field, op, value: Array.isArray(value) ? value[0] : value };
}

/** Join filters so that all of them hold. */
export function both(...filters: unknown[]): unknown {
  const asked = filters.filter((one) => one !== null && one !== undefined);
  return asked.length > 1 ? { and: asked } : (asked[0] ?? null);
}

/** Ask for the records of one group. */
export function inGroup(field: string, value: unknown): unknown {
  return isBlank(value) ? { field, op: "is_empty" } : { field, op: "eq", value };
}

/** Name every field of a filter by its id, whatever a hand-written address calls it. */
export function byIds(filter: unknown, idOf: (ref: string) => string): unknown {
  if (!isObject(filter)) return filter;
  if (typeof filter["field"] === "string") return { ...filter, field: idOf(filter["field"]) };
  return Object.fromEntries(
    Object.entries(filter).map(([key, inner]) => {
      if ((key === "and" || key === "or") && Array.isArray(inner)) return [key, inner.map((part) => byIds(part, idOf))];
      if (key === "not" && isObject(inner)) return [key, byIds(inner, idOf)];
      return [idOf(key), inner];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asCondition(raw: Record<string, unknown>): Condition {
  return { field: String(raw["field"]), op: String(raw["op"] ?? "eq"), ...(raw["value"] === undefined ? {} : { value: raw["value"] }) };
}
