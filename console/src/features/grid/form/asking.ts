/** What a form asks, what of it is still missing, and which field a refusal of the server is about. */
import { Problem } from "@/api/client";
import { isBlank } from "@/widgets/values/field";
import type { Column, Settings, Table } from "../model/types";

export type Values = Readonly<Record<string, unknown>>;

/** A field of a form. */
export interface Asked {
  column: Column;
  isRequired: boolean;
}

/** The fields that the view shows, in its order; those that fill themselves in are not asked for. */
export function askedOf(columns: readonly Column[], form: Settings["form"]): Asked[] {
  return columns.filter((one) => !one.hidden && !one.computed).map((column) => ({ column, isRequired: column.required || form.required.includes(column.id) }));
}

/** Fields that the table requires, that have no default, and that the form does not show: nothing can be saved by it. */
export function forgotten(columns: readonly Column[], table: Table): Column[] {
  return columns.filter((one) => one.required && one.hidden && !one.computed && isBlank(table.fields.find(({ id }) => id === one.id)?.default));
}

/** The ids of required fields without a value, in the order of the form. */
export function missing(asked: readonly Asked[], values: Values): string[] {
  return asked.filter(({ column, isRequired }) => isRequired && isBlank(values[column.id])).map(({ column }) => column.id);
}

/** The record that is made of what was filled in. */
export function recordOf(values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value)));
}

/** What the server has against single fields, by their ids. */
export function faultsOf(error: unknown, columns: readonly Column[], language: string): Record<string, string> {
  const fields = error instanceof Problem ? error.facts["fields"] : undefined;
  if (!Array.isArray(fields)) return {};
  const told = fields as { field: string; message: Record<string, string> }[];
  return Object.fromEntries(told.map(({ field, message }) => [columns.find((one) => one.name === field)?.id ?? field, message[language] ?? message["en"] ?? ""]));
}
