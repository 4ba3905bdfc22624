/** What the kinds of views ask of fields: a kanban's columns, a calendar's days, a card's lines. */
import { titleColumn } from "./columns";
import type { Column, Settings, ViewKind } from "./types";

/** Fields by whose values records can be stacked in columns. */
export function stackable(columns: readonly Column[]): Column[] {
  return columns.filter((one) => one.widget === "choice" || one.widget === "person");
}

/** Fields that put a record on a day. */
export function datable(columns: readonly Column[]): Column[] {
  return columns.filter((one) => one.shape === "date" || one.shape === "timestamp");
}

/** The fields that a card shows under its title: those that the view shows, but for the title and what places the card. */
export function cardColumns(columns: readonly Column[], placedBy: readonly (string | null | undefined)[]): Column[] {
  const title = titleColumn(columns.filter((one) => !one.hidden));
  return columns.filter((one) => !one.hidden && one !== title && !placedBy.includes(one.id));
}

/** Fields that a card shows at first: more would hide who it is about. */
const ON_A_CARD = 6;

/** What a new view is set to beside its name: what places its cards, and that each shows a few fields alone. */
export function beginning(kind: ViewKind, placedBy: Column | undefined, columns: readonly Column[]): Partial<Settings> {
  if (kind === "grid") return {};
  if (kind === "form") return { filter: null, sort: [], group: null };
  const shown = cardColumns(columns, [placedBy?.id]).slice(0, ON_A_CARD);
  const title = titleColumn(columns.filter((one) => !one.hidden));
  const fields = columns.map((one) => ({ field: one.id, width: one.width, hidden: one !== title && !shown.includes(one) }));
  return kind === "kanban" ? { stack_by: placedBy?.id ?? null, group: null, fields } : { starts_at: placedBy?.id ?? null, ends_at: null, group: null, fields };
}
