/** What the workspace's tables and fields are called, by id and by API name. */
import type { Schemas } from "@/api/client";

export type Table = Schemas["TableOut"];
export type Field = Table["fields"][number];

/** A table, or a field in its table. */
export interface Named {
  table: Table;
  field?: Field;
}

export class Names {
  readonly byId = new Map<string, Named>();

  constructor(readonly tables: readonly Table[]) {
    for (const table of tables) {
      this.byId.set(table.id, { table });
      for (const field of table.fields) this.byId.set(field.id, { table, field });
    }
  }

  /** Give the label of a table or field by its id; the id itself where nobody knows it. */
  label(id: string): string {
    const named = this.byId.get(id);
    return (named?.field ?? named?.table)?.label ?? id;
  }
}

export interface FoundId {
  id: string;
  /** Where it begins in the text. */
  at: number;
}

/** Find every id of 24 hexadecimal characters that stands alone in a text. */
export function findIds(text: string): FoundId[] {
  return [...text.matchAll(/(?<![0-9a-zA-Z_$])[0-9a-fA-F]{24}(?![0-9a-zA-Z_$])/g)].map((found) => ({ id: found[0].toLowerCase(), at: found.index }));
}
