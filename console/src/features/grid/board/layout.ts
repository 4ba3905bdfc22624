/** Which columns a board has, and which card stands where in them. */
import type { Hue } from "@/theme";
import { isBlank, optionsOf, type Named } from "@/widgets/values/field";
import type { Column, Rec } from "../model/types";

/** A column of a board: the records that share a value. */
export interface Lane {
  key: string;
  value: unknown;
  label: string;
  hue: Hue | undefined;
  /** Whether it stands for records without a value. */
  isRest: boolean;
}

/** What the server has of a lane: how many, and those that are here with their places. */
export interface Stock {
  key: string;
  count: number;
  loaded: readonly (readonly [number, Rec])[];
}

export interface Slots {
  /** Records that came here from another lane and stand at its top. */
  extra: readonly Rec[];
  /** Places of the server's list whose records stand elsewhere now, in order. */
  skipped: readonly number[];
  /** How many cards there are to show. */
  length: number;
  /** How many records the lane has. */
  count: number;
}

const MOST_PEOPLE = 30;

export function keyOf(value: unknown): string {
  return JSON.stringify(isBlank(value) ? null : value);
}

/** Give the columns in order: no value, the field's options (or the people), then values that its list doesn't know. */
export function lanesOf(field: Column, values: readonly unknown[], people: readonly Named[], rest: string): Lane[] {
  const lane = (value: unknown, label: string, hue?: Hue): Lane => ({ key: keyOf(value), value: isBlank(value) ? null : value, label, hue, isRest: isBlank(value) });
  const named = people.map(({ id, name }) => lane(id, name));
  const known = field.widget === "person" ? named.filter(({ value }, index) => index < MOST_PEOPLE || values.includes(value)) : optionsOf(field).map((one) => lane(one.handle, one.label, one.hue));
  const strangers = values.filter((value) => !isBlank(value) && known.every(({ key }) => key !== keyOf(value)));
  return [lane(null, rest), ...known, ...strangers.map((value) => lane(value, String(value), "grey"))];
}

/** Place the cards: where the server has them, but for those whose value is another one by now. `held` are those that
 * were moved during this visit: they stay on top of where they were put. */
export function slotsOf(stocks: readonly Stock[], held: readonly Rec[], keyAt: (record: Rec) => string): ReadonlyMap<string, Slots> {
  const places = new Map<string, { extra: Rec[]; skipped: number[]; count: number; listed: number }>();
  const at = (key: string) => {
    const found = places.get(key) ?? { extra: [], skipped: [], count: 0, listed: 0 };
    places.set(key, found);
    return found;
  };
  const onTop = new Set(held.map((one) => one._id));
  for (const record of [...held].reverse()) at(keyAt(record)).extra.push(record);
  for (const { key, count, loaded } of stocks) {
    const here = at(key);
    here.count += count;
    here.listed += count;
    for (const [place, record] of loaded) {
      const target = keyAt(record);
      if (target !== key) {
        here.count -= 1;
        at(target).count += 1;
        if (!onTop.has(record._id)) at(target).extra.push(record);
      }
      if (target !== key || onTop.has(record._id)) here.skipped.push(place);
    }
    here.skipped.sort((one, other) => one - other);
  }
  return new Map([...places].map(([key, { extra, skipped, count, listed }]) => [key, { extra, skipped, count, length: extra.length + listed - skipped.length }]));
}

/** The place in the server's list of a card, counted from the first that is not on top. */
export function listPlace(slots: Slots, index: number): number {
  let place = index - slots.extra.length;
  for (const skipped of slots.skipped) if (skipped <= place) place += 1;
  return place;
}

/** The index of the card of a place in the server's list, on top of which others may stand. */
export function cardIndex(slots: Slots, place: number): number {
  return slots.extra.length + place - slots.skipped.filter((one) => one < place).length;
}
