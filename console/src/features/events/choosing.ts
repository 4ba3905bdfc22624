/** Which rows of the list are chosen, by id: they stay so while the list grows and moves. */
import { useState } from "react";
import type { Event } from "./reads";

export interface Chosen {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  /** Choose all that are shown, or none where they all are. */
  toggleAll: (events: readonly Event[]) => void;
  clear: () => void;
}

export function useChosen(): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    ids,
    toggle: (id) =>
      setIds((now) => {
        const next = new Set(now);
        if (!next.delete(id)) next.add(id);
        return next;
      }),
    toggleAll: (events) => setIds((now) => (events.every((one) => now.has(one.id)) ? new Set() : new Set(events.map((one) => one.id)))),
    clear: () => setIds(new Set()),
  };
}

/** Give the one webhook of these events, null where there are several or none. */
export function onlyWebhook(events: readonly Event[]): string | null {
  const names = new Set(events.map((one) => one.webhook));
  const [first] = names;
  return names.size === 1 ? (first ?? null) : null;
}
