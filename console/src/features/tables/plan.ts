/** The designer's gathered changes: what stands on the page, what differs from the server, and what saving would do. */
import type { Field } from "./reads";

/** A field as it stands on the page. `original` is what the server has; a new field has none. */
export interface Draft {
  key: string;
  original?: Field;
  label: string;
  name: string;
  description: string;
  type: string;
  params: Record<string, unknown>;
  required: boolean;
  unique: boolean;
  searchable: boolean;
  default: unknown;
  removed: boolean;
}

export interface Plan {
  drafts: readonly Draft[];
}

export type Mark = "add" | "change" | "remove" | "move";
export type Body = Partial<Omit<Draft, "key" | "original" | "removed" | "type">>;

const COMPARED = ["label", "name", "description", "params", "required", "unique", "searchable", "default"] as const;

export function draftOf(field: Field): Draft {
  const { id, label, name, description, type, params, required, unique, searchable } = field;
  return { key: id, original: field, label, name, description, type, params, required, unique, searchable, default: field.default, removed: false };
}

export function planOf(fields: readonly Field[]): Plan {
  return { drafts: fields.map(draftOf) };
}

export function newDraft(key: string, type: string, label: string, searchable: boolean): Draft {
  return { key, label, name: "", description: "", type, params: {}, required: false, unique: false, searchable, default: null, removed: false };
}

export function changed(plan: Plan, key: string, change: Partial<Draft>): Plan {
  return { drafts: plan.drafts.map((draft) => (draft.key === key ? { ...draft, ...change } : draft)) };
}

export function added(plan: Plan, draft: Draft): Plan {
  return { drafts: [...plan.drafts, draft] };
}

/** Move a field to the place of another; both stay in the plan. */
export function moved(plan: Plan, key: string, to: number): Plan {
  const drafts = [...plan.drafts];
  const from = drafts.findIndex((draft) => draft.key === key);
  if (from < 0 || to < 0 || to >= drafts.length) return plan;
  drafts.splice(to, 0, ...drafts.splice(from, 1));
  return { drafts };
}

/** A field that exists is marked for the trash; one that was only planned is gone at once. */
export function removed(plan: Plan, key: string): Plan {
  const draft = plan.drafts.find((one) => one.key === key);
  return draft?.original ? changed(plan, key, { removed: true }) : { drafts: plan.drafts.filter((one) => one.key !== key) };
}

/** What stands after a save that was broken off: `done` has the saved fields by the keys of their drafts, null for those that are gone. */
export function continued(plan: Plan, done: ReadonlyMap<string, Field | null>): Plan {
  return {
    drafts: plan.drafts.flatMap((draft) => {
      const saved = done.get(draft.key);
      return saved === null ? [] : [saved ? draftOf(saved) : draft];
    }),
  };
}

/** What of a field differs from what the server has. */
export function difference(draft: Draft): Body {
  const original = draft.original && draftOf(draft.original);
  const keys = original ? COMPARED.filter((key) => JSON.stringify(draft[key]) !== JSON.stringify(original[key])) : COMPARED;
  return Object.fromEntries(keys.map((key) => [key, draft[key]])) as Body;
}

/** The mark beside a field, if anything about it is not saved. `fields` is the order that the server has. */
export function markOf(plan: Plan, draft: Draft, fields: readonly Field[]): Mark | null {
  if (!draft.original) return "add";
  if (draft.removed) return "remove";
  if (Object.keys(difference(draft)).length) return "change";
  return movedKeys(plan, fields).has(draft.key) ? "move" : null;
}

/** How many fields have a mark. */
export function countOf(plan: Plan, fields: readonly Field[]): number {
  return plan.drafts.filter((draft) => markOf(plan, draft, fields) !== null).length;
}

/** The fields that must have been picked up to come from one order to the other: all but a longest run that kept it. */
export function movedKeys(plan: Plan, fields: readonly Field[]): ReadonlySet<string> {
  const place = new Map(fields.map((field, index) => [field.id, index]));
  const known = plan.drafts.filter((draft) => place.has(draft.key));
  const places = known.map((draft) => place.get(draft.key) ?? 0);
  const kept = longestRise(places);
  return new Set(known.filter((_, index) => !kept.has(index)).map((draft) => draft.key));
}

function longestRise(values: readonly number[]): ReadonlySet<number> {
  const best = values.map(() => 1);
  const before = values.map(() => -1);
  for (let i = 0; i < values.length; i++) {
    for (let j = 0; j < i; j++) {
      if ((values[j] ?? 0) < (values[i] ?? 0) && (best[j] ?? 0) + 1 > (best[i] ?? 0)) {
        best[i] = (best[j] ?? 0) + 1;
        before[i] = j;
      }
    }
  }
  const kept = new Set<number>();
  for (let at = best.indexOf(Math.max(...best)); at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}

/** The first reason why this plan can't be saved, as a key of the texts and the name it speaks of. */
export function faultOf(plan: Plan): { text: "emptyLabel" | "doubleLabel"; key: string; name: string } | null {
  const seen = new Set<string>();
  for (const draft of plan.drafts.filter((one) => !one.removed)) {
    const label = draft.label.trim();
    if (!label) return { text: "emptyLabel", key: draft.key, name: "" };
    if (seen.has(label) && !draft.original) return { text: "doubleLabel", key: draft.key, name: label };
    seen.add(label);
  }
  return null;
}
