/** What the kinds of views ask of fields: a kanban's columns, a calendar's days, a card's lines. */
import { titleColumn } from "./columns";
import type { Column } from "./types";

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
