/** Where tiles stand in twelve columns: nothing overlaps, and nothing hangs in the air. */
import type { Place } from "./model";

export const COLUMNS = 12;
export const TALLEST = 20;

export interface Placed {
  id: string;
  place: Place;
}

function overlaps(one: Place, other: Place): boolean {
  return one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h;
}

/** Keep a place within the page. */
export function within({ x, y, w, h }: Place): Place {
  const wide = Math.max(1, Math.min(COLUMNS, w));
  return { w: wide, h: Math.max(1, Math.min(TALLEST, h)), x: Math.max(0, Math.min(COLUMNS - wide, x)), y: Math.max(0, y) };
}

/** Let every tile rise until it stands below another or at the top; the earlier in reading order first. */
export function settled<T extends Placed>(tiles: readonly T[], first?: string): T[] {
  const order = [...tiles].sort((a, b) => a.place.y - b.place.y || Number(b.id === first) - Number(a.id === first) || a.place.x - b.place.x);
  const done: Placed[] = [];
  for (const tile of order) {
    let place = within(tile.place);
    while (place.y > 0 && !done.some((one) => overlaps(one.place, { ...place, y: place.y - 1 }))) place = { ...place, y: place.y - 1 };
    while (done.some((one) => overlaps(one.place, place))) place = { ...place, y: place.y + 1 };
    done.push({ id: tile.id, place });
  }
  return tiles.map((tile) => ({ ...tile, place: done.find((one) => one.id === tile.id)?.place ?? tile.place }));
}

/** Put one tile somewhere; what is in its way goes below it. */
export function put<T extends Placed>(tiles: readonly T[], id: string, place: Place): T[] {
  const wanted = within(place);
  const moved = tiles.map((tile) => {
    if (tile.id === id) return { ...tile, place: wanted };
    return overlaps(tile.place, wanted) ? { ...tile, place: { ...tile.place, y: wanted.y + wanted.h } } : tile;
  });
  return settled(moved, id);
}

/** Find the first free place for a tile of this size, in reading order. */
export function free(tiles: readonly Placed[], { w, h }: { w: number; h: number }): Place {
  const bottom = Math.max(0, ...tiles.map(({ place }) => place.y + place.h));
  for (let y = 0; y < bottom; y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      const place = { x, y, w, h };
      if (!tiles.some((one) => overlaps(one.place, place))) return place;
    }
  }
  return { x: 0, y: bottom, w, h };
}

/** Give tiles in the order in which they are read, for a page of one column and for the keyboard. */
export function inOrder<T extends Placed>(tiles: readonly T[]): T[] {
  return [...tiles].sort((a, b) => a.place.y - b.place.y || a.place.x - b.place.x);
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Give where an arrow key takes a tile, or with `resize` how large it makes it; undefined for another key. */
export function byArrow(tiles: readonly Placed[], id: string, key: string, resize: boolean): Place | undefined {
  const [arrow, place] = [ARROWS[key], tiles.find((one) => one.id === id)?.place];
  if (!arrow || !place) return undefined;
  const [right, down] = arrow;
  if (resize) return within({ ...place, w: Math.min(place.w + right, COLUMNS - place.x), h: place.h + down });
  if (down <= 0) return within({ ...place, x: place.x + right, y: place.y + down });
  // a tile would rise again at once: it goes below the one that it stands on
  const under = tiles.filter((one) => one.id !== id && one.place.y >= place.y + place.h && one.place.x < place.x + place.w && place.x < one.place.x + one.place.w);
  const next = under.sort((a, b) => a.place.y - b.place.y)[0];
  return next ? { ...place, y: next.place.y + next.place.h } : place;
}
