/** Which of the things one may go to fit what was typed, and in which order. */
import { initials } from "./initials";

export const groups = ["go", "records", "events", "actions"] as const;
export type Group = (typeof groups)[number];

/** What ranking needs to know of a thing. */
export interface Rankable {
  id: string;
  group: Group;
  label: string;
  /** Other names it is found by. */
  words?: readonly string[];
  /** The server found it, so it fits whatever its label says. */
  fits?: boolean;
}

export const MOST_IN_GROUP = 4;

/** Give the part of a label that fits, as [start, length]; undefined when its words or initials fit, not its letters. */
export function fitIn(label: string, query: string): readonly [number, number] | undefined {
  const at = label.toLowerCase().indexOf(query.trim().toLowerCase());
  return query.trim() && at >= 0 ? [at, query.trim().length] : undefined;
}

/** Tell how well a thing fits: 0 not at all, 4 from its first letter on. */
export function score({ label, words = [], fits }: Rankable, query: string): number {
  const asked = query.trim().toLowerCase();
  if (!asked) return 1;
  const name = label.toLowerCase();
  if (name.startsWith(asked)) return 4;
  if (name.includes(asked)) return 3;
  if (words.some((word) => word.toLowerCase().includes(asked))) return 2;
  if (/^[a-z0-9]+$/.test(asked) && initials(label).startsWith(asked)) return 2;
  if (/^[a-z0-9]+$/.test(asked) && initials(label).includes(asked)) return 1;
  return fits ? 1 : 0;
}

/** Give what fits, at most four of a group, groups in their order; in each what was used last comes first among equals. */
export function rank<T extends Rankable>(things: readonly T[], query: string, recent: readonly string[], only?: Group): T[] {
  const age = new Map(recent.map((id, index) => [id, index]));
  const most = only ? MOST_IN_GROUP * 5 : MOST_IN_GROUP;
  return groups
    .filter((group) => !only || group === only)
    .flatMap((group) =>
      things
        .filter((thing) => thing.group === group)
        .map((thing, index) => ({ thing, index, score: score(thing, query), age: age.get(thing.id) ?? Infinity }))
        .filter((one) => one.score > 0)
        .sort((a, b) => b.score - a.score || compare(a.age, b.age) || a.index - b.index)
        .slice(0, most)
        .map((one) => one.thing),
    );
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
