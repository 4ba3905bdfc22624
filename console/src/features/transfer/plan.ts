/** What is to be done with a file, as the page holds it while it is chosen. */
import type { FieldType, Import, Plan, Preview, Table, Work } from "./reads";

export type Mode = NonNullable<Plan["mode"]>;
export const modes: readonly Mode[] = ["fill", "update", "skip", "create"];

export interface Chosen {
  /** The field of each column, by its number; absent: not imported. */
  fields: Readonly<Record<number, string>>;
  mode: Mode;
  key: string | undefined;
  misfits: NonNullable<Plan["misfits"]>;
}

/** What is chosen to begin with: what was said before, else what the columns look like. */
export function begun(one: Import, preview: Preview, table: Table): Chosen {
  if (one.plan) return { fields: Object.fromEntries(one.plan.columns.map(({ column, field }) => [column, field])), mode: one.plan.mode, key: one.plan.keys[0], misfits: one.plan.misfits };
  const fields: Record<number, string> = {};
  for (const { column, field } of preview.columns) if (field) fields[column] = field;
  const key = table.fields.find((field) => field.unique && Object.values(fields).includes(field.id))?.id;
  return { fields, mode: key ? "fill" : "create", key, misfits: "empty" };
}

/** Let a column go into a field, which leaves the column that it had. */
export function assigned(chosen: Chosen, column: number, field: string | undefined): Chosen {
  const fields: Record<number, string> = {};
  for (const [number, other] of Object.entries(chosen.fields)) if (Number(number) !== column && other !== field) fields[Number(number)] = other;
  if (field) fields[column] = field;
  const isKept = chosen.key !== undefined && Object.values(fields).includes(chosen.key);
  return { ...chosen, fields, mode: isKept ? chosen.mode : "create", key: isKept ? chosen.key : undefined };
}

/** Spell a plan for the server; undefined while no column goes anywhere. */
export function spelled(chosen: Chosen): Plan | undefined {
  const columns = Object.entries(chosen.fields).map(([column, field]) => ({ column: Number(column), field }));
  if (!columns.length || (chosen.mode !== "create" && !chosen.key)) return undefined;
  return { columns, mode: chosen.mode, keys: chosen.mode === "create" || !chosen.key ? [] : [chosen.key], misfits: chosen.misfits };
}

/** The fields by which a record can be the same: those that a column goes into and that can be looked up. */
export function keysOf(chosen: Chosen, table: Table, types: readonly FieldType[]): Table["fields"] {
  const given = new Set(Object.values(chosen.fields));
  return table.fields.filter((field) => given.has(field.id) && types.find((type) => type.name === field.type)?.operators.includes("in"));
}

/** What is wrong with the cells of a field, as the dry run counts it. */
export function causesOf(check: Work | null, field: string | undefined): Work["causes"] {
  return check?.causes.filter((cause) => cause.field === field) ?? [];
}

const UNITS = ["B", "kB", "MB", "GB"] as const;

/** Say a size in bytes. */
export function sizeOf(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${UNITS[power]}`;
}
