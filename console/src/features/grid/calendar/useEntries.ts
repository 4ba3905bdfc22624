/** The records of the days in sight. Where they are too many to fetch, each day has its first ones and how many there are. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { both } from "@/ui/filter/filter";
import { fetchCounted } from "../api";
import type { Column, Query } from "../model/types";
import type { RecordStore } from "../store/records";
import { entriesOf, onDays, type Entry } from "./days";

const EACH = 12;
const AT_ONCE = 6;

export interface Entries {
  list: readonly Entry[];
  /** How many lie on a day, where not all of them are in the list. */
  counts: ReadonlyMap<string, number> | undefined;
}

export function useEntries(store: RecordStore, starts: Column, ends: Column | undefined, days: readonly string[], query: Query, most: number): Entries {
  const { count } = store.total;
  const isCrowded = store.isReady && count > most;
  const crowd = useQuery({
    queryKey: ["records", store.table, "*days", starts.id, days[0], days.length, query.filter, query.q],
    queryFn: ({ signal }) => fetchDays(store.table, query, starts, days, signal),
    enabled: isCrowded,
    placeholderData: (before) => before,
  });
  const found = isCrowded ? crowd.data : undefined;
  useEffect(() => {
    if (!found) return;
    store.hold(found.flatMap(({ items }) => items));
    store.tell();
  }, [found, store]);
  if (!isCrowded) return { list: entriesOf([...store.loaded().values()].map((one) => store.overlay.over(one)), starts, ends), counts: undefined };
  // A record that was moved a moment ago is told by the store as it is now, whatever day it was found on.
  const shown = (found ?? []).flatMap(({ items }) => items.map((one) => store.overlay.over(store.find(one._id)?.record ?? one)));
  return { list: entriesOf(shown, starts, undefined), counts: new Map((found ?? []).map((one) => [one.day, one.count])) };
}

async function fetchDays(table: string, query: Query, starts: Column, days: readonly string[], signal: AbortSignal) {
  const left = [...days];
  const found: { day: string; count: number; items: Awaited<ReturnType<typeof fetchCounted>>["items"] }[] = [];
  const work = async () => {
    for (let day = left.shift(); day !== undefined; day = left.shift()) {
      const filter = both(query.filter, onDays(starts, undefined, day, day));
      found.push({ day, ...(await fetchCounted({ table, query: { ...query, filter, sort: starts.id, group: null } }, EACH, signal)) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}
