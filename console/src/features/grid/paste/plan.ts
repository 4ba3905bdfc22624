/** Works out what a paste would do, before anything is done. */
import { isBlank, optionsOf, type Sources } from "@/widgets/values/field";
import { readText } from "@/widgets/values/text";
import type { Column } from "../model/types";

export interface PastePlan {
  /** New values of records that are there, by record. */
  updates: Map<string, Record<string, unknown>>;
  creates: Record<string, unknown>[];
  /** Labels that no option has, by field. */
  strangers: Map<string, string[]>;
  /** Columns of the clipboard that found no field. */
  lost: number;
}

export interface Place {
  /** The records from the target row on that the rows of the clipboard fall on, in order; fewer: the rest is new. */
  records: readonly { _id: string }[];
  columns: readonly Column[];
  sources: Sources;
}

/** Repeat a block until it fills a selection that is a multiple of it, as spreadsheets do. */
export function tiled(rows: readonly (readonly string[])[], height: number, width: number): string[][] {
  const wide = Math.max(...rows.map((row) => row.length));
  const times = (size: number, room: number) => (room > size && room % size === 0 ? room / size : 1);
  const [down, across] = [times(rows.length, height), times(wide, width)];
  return Array.from({ length: rows.length * down }, (_, row) => {
    const source = rows[row % rows.length]!;
    return Array.from({ length: wide * across }, (_, col) => source[col % wide] ?? "");
  });
}

export function planPaste(rows: readonly (readonly string[])[], { records, columns, sources }: Place): PastePlan {
  const plan: PastePlan = { updates: new Map(), creates: [], strangers: new Map(), lost: 0 };
  for (const [index, row] of rows.entries()) {
    const values: Record<string, unknown> = {};
    for (const [col, text] of row.entries()) {
      const column = columns[col];
      if (!column || column.computed) continue;
      const value = readText(column, text, sources);
      noteStrangers(plan, column, value);
      values[column.id] = value;
    }
    plan.lost = Math.max(plan.lost, row.length - columns.length);
    const record = records[index];
    if (Object.keys(values).length === 0) continue;
    if (record) plan.updates.set(record._id, values);
    else if (Object.values(values).some((value) => !isBlank(value))) plan.creates.push(Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value))));
  }
  return plan;
}

function noteStrangers(plan: PastePlan, column: Column, value: unknown): void {
  if ((column.widget !== "choice" && column.widget !== "choices") || isBlank(value)) return;
  const known = new Set(optionsOf(column).map((one) => one.handle));
  const strange = (Array.isArray(value) ? value : [value]).map(String).filter((one) => !known.has(one));
  if (strange.length) plan.strangers.set(column.id, [...new Set([...(plan.strangers.get(column.id) ?? []), ...strange])]);
}

/** How many records a paste touches. */
export function sizeOf(plan: PastePlan): number {
  return plan.updates.size + plan.creates.length;
}

/** Leave out the values that no option has. */
export function withoutStrangers(plan: PastePlan): PastePlan {
  const clean = (values: Record<string, unknown>) => {
    const kept: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(values)) {
      const strange = plan.strangers.get(field) ?? [];
      if (Array.isArray(value)) kept[field] = value.filter((one) => !strange.includes(String(one)));
      else if (!strange.includes(String(value))) kept[field] = value;
    }
    return kept;
  };
  return { ...plan, updates: new Map([...plan.updates].map(([id, values]) => [id, clean(values)])), creates: plan.creates.map(clean), strangers: new Map() };
}
