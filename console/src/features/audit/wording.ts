/** Takes the wording of an action apart, so that the names in it can be links; and says where they lead. */
import type { Action, Entry, Named } from "./reads";

export type Piece = string | { slot: "subject" | "within" };

/** "修改了{within}表的字段{subject}" as text and places for names. */
export function pieces(wording: string): Piece[] {
  return wording
    .split(/(\{(?:subject|within)\})/)
    .filter(Boolean)
    .map((part) => (part === "{subject}" ? { slot: "subject" } : part === "{within}" ? { slot: "within" } : part));
}

const GONE = /\.(trashed|deleted|removed|revoked|taken_back)$/;

/** Where a name leads from the workspace's root; undefined: nowhere, or to what is there no more. */
export function placeOf(named: Named, entry: { action: Action | string; subject: Named; within: Named | null }): string | undefined {
  if (named === entry.subject && GONE.test(entry.action)) return undefined;
  const id = encodeURIComponent(named.id);
  const within = encodeURIComponent(entry.within?.id ?? "");
  switch (named.kind) {
    case "table":
      return `/tables/${id}`;
    case "field":
      return within && `/tables/${within}/design`;
    case "view":
      return within && `/tables/${within}/${id}`;
    case "webhook":
      return `/webhooks/${id}`;
    case "version":
      return within && `/webhooks/${within}/script`;
    case "dashboard":
      return `/dashboards/${id}`;
    case "person":
    case "token":
      return "/people";
    case "workspace":
      return "/settings";
    case "template":
      return "/templates";
    default:
      return undefined;
  }
}

/** What is told in the row itself: a change or two whose values are short. */
export function isShort(entry: Pick<Entry, "changes">): boolean {
  const scalar = (value: unknown) => value === null || value === undefined || (typeof value !== "object" && String(value).length <= 40);
  return entry.changes.length > 0 && entry.changes.length <= 2 && entry.changes.every(({ before, after }) => scalar(before) && scalar(after));
}
