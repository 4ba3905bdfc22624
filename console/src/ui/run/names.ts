/** What the workspace's tables and fields are called, by id and by API name. */
import type { Schemas } from "@/api/client";
import { wholeMoment } from "@/widgets/time";

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

  /** Tell a field's value as its table shows it: options by their labels, moments in the workspace's zone. */
  told(id: string, value: unknown): string {
    const field = this.byId.get(id)?.field;
    if (field?.type === "choice") return labelOf(field, value);
    if (field?.type === "multi_choice" && Array.isArray(value)) return value.map((one) => labelOf(field, one)).join(", ");
    if (typeof value !== "string") return JSON.stringify(value);
    return field?.type === "datetime" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? wholeMoment(value) : value;
  }
}

function labelOf(field: Field, handle: unknown): string {
  const options = field.params["options"] as readonly { handle: string; label: string }[] | undefined;
  return options?.find((one) => one.handle === handle)?.label ?? String(handle);
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
