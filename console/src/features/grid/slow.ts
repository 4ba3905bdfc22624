/** What the server said of a list that took long: which indexes would make it fast. */
import { useSyncExternalStore } from "react";
import type { Schemas } from "@/api/client";

export type Slow = Schemas["SlowOut"];
export type Hint = Schemas["HintOut"];

const told = new Map<string, Slow>();
const listeners = new Set<() => void>();

/** Keep what an answer says of a table's list; a fast one lets go of it. */
export function hearSlow(table: string, slow: Slow | null | undefined): void {
  if (slow) told.set(table, slow);
  else if (!told.delete(table)) return;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Give what was last said of a table's list. */
export function useSlow(table: string): Slow | undefined {
  return useSyncExternalStore(subscribe, () => told.get(table));
}
