/** What a bulk replay came to, added up over its tables. Pure functions. */
import type { Replay } from "./reads";

export interface Sums {
  created: number;
  changed: number;
  skipped: number;
  failing: number;
  /** Records that a real run writes: made, changed and deleted. */
  writes: number;
}

export function sumsOf(replay: Pick<Replay, "tables" | "failed" | "waiting" | "refused">): Sums {
  const sum = (of: (table: Replay["tables"][number]) => number) => replay.tables.reduce((total, table) => total + of(table), 0);
  const created = sum((table) => table.created);
  const changed = sum((table) => table.updated + table.deleted);
  return { created, changed, skipped: sum((table) => table.skipped + table.unchanged), failing: replay.failed + replay.waiting + replay.refused, writes: created + changed };
}

/** Give how far it is in whole percent; undefined while nobody knows how much there is. */
export function percentOf(finished: number, total: number | null | undefined): number | undefined {
  if (total === null || total === undefined) return undefined;
  return total === 0 ? 100 : Math.floor((100 * finished) / total);
}
