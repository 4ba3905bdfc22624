/** Makes the columns of a view out of its settings, the table's fields and their types. */
import type { Column, FieldType, Settings, Table } from "./types";

const WIDTHS: Readonly<Record<string, number>> = {
  line: 160, area: 240, number: 110, money: 120, percent: 110, duration: 140, sequence: 110, region: 200, rating: 110, date: 120, time: 100, datetime: 170, choice: 128, choices: 180, switch: 84,
  phone: 142, email: 200, url: 220, person: 120, link: 160, json: 220, reading: 160,
};
const FIRST = 180;

/** Give every column in the view's order, hidden ones too; a type that is not known shows text. */
export function columnsOf(table: Table, settings: Pick<Settings, "fields">, types: readonly FieldType[]): Column[] {
  const places = new Map(settings.fields.map((one, index) => [one.field, index]));
  const order = (id: string) => places.get(id) ?? Number.MAX_SAFE_INTEGER;
  const sorted = [...table.fields].sort((one, other) => order(one.id) - order(other.id));
  return sorted.map((field, index) => {
    const type = types.find((one) => one.name === field.type);
    const setting = settings.fields[places.get(field.id) ?? -1];
    const widget = type?.widget ?? "line";
    return {
      id: field.id,
      name: field.name,
      label: field.label,
      type: field.type,
      widget,
      shape: type?.shape ?? "text",
      icon: type?.icon ?? "text",
      params: field.params,
      required: field.required,
      computed: type?.computed ?? true,
      description: field.description,
      width: setting?.width ?? (index === 0 ? FIRST : (WIDTHS[widget] ?? FIRST)),
      hidden: setting?.hidden ?? false,
      sortable: type?.sortable ?? false,
      operators: type?.operators ?? [],
      groupable: type?.operators.includes("eq") ?? false,
      unique: field.unique,
      searchable: field.searchable,
    };
  });
}

/** The field by which people know a record: the first one that is text. */
export function titleColumn(columns: readonly Column[]): Column | undefined {
  return columns.find((one) => one.widget === "line") ?? columns[0];
}

/** Move a column to another's place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = [...list];
  const [taken] = rest.splice(from, 1);
  if (taken !== undefined) rest.splice(to, 0, taken);
  return rest;
}
