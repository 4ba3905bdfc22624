/** The provinces, cities and counties of China, as a cascading list takes them. */
import { useEffect, useState } from "react";
import type { Region, Sources } from "./field";

export interface Place {
  value: string;
  label: string;
  children?: Place[];
}

/** Ask for the places; undefined until they are there. */
export function useRegions({ listRegions }: Sources): Place[] | undefined {
  const [places, setPlaces] = useState<Place[]>();
  useEffect(() => {
    let isGone = false;
    listRegions?.().then((regions) => isGone || setPlaces(regions.map(placeOf)), () => isGone || setPlaces([]));
    return () => {
      isGone = true;
    };
  }, [listRegions]);
  return places;
}

/** A place is known by its name among its neighbours: so it is shown, and so the server takes and gives it. */
export function placeOf(region: Region): Place {
  return { value: region.name, label: region.name, ...(region.under.length ? { children: region.under.map(placeOf) } : {}) };
}

/** Take a value apart into the names from the province down. */
export function namesOf(value: unknown): string[] {
  return typeof value === "string" && value ? value.split(" ") : [];
}
