/** Which record stands in which row: sections of records, with heads and "the rest" between them when grouped. */

export interface SectionSize {
  key: string;
  count: number;
}

export type Row =
  | { kind: "record"; section: number; index: number }
  | { kind: "head"; section: number; isClosed: boolean }
  | { kind: "rest"; section: number; hidden: number };

/** Records of a group that are shown before the rest is asked for. */
export const GROUP_SHOWS = 20;

interface Place {
  start: number;
  shown: number;
  hidden: number;
}

export class RowMap {
  readonly length: number;
  private readonly places: Place[] = [];

  constructor(
    private readonly sections: readonly SectionSize[],
    private readonly isGrouped: boolean,
    private readonly closed: ReadonlySet<string> = new Set(),
    opened: ReadonlySet<string> = new Set(),
  ) {
    let start = 0;
    for (const { key, count } of sections) {
      const all = !isGrouped || opened.has(key) || count <= GROUP_SHOWS + 1;
      const shown = closed.has(key) ? 0 : all ? count : GROUP_SHOWS;
      const hidden = closed.has(key) ? 0 : count - shown;
      this.places.push({ start, shown, hidden });
      start += (isGrouped ? 1 : 0) + shown + (hidden > 0 ? 1 : 0);
    }
    this.length = start;
  }

  /** What stands in a row. */
  at(row: number): Row | undefined {
    if (row < 0 || row >= this.length) return undefined;
    const section = this.sectionAt(row);
    const { start, shown, hidden } = this.places[section]!;
    const index = row - start - (this.isGrouped ? 1 : 0);
    if (index < 0) return { kind: "head", section, isClosed: this.closed.has(this.sections[section]!.key) };
    return index < shown ? { kind: "record", section, index } : { kind: "rest", section, hidden };
  }

  /** The row of a section's record, if it is shown. */
  rowOf(section: number, index: number): number | undefined {
    const place = this.places[section];
    if (!place || index < 0 || index >= place.shown) return undefined;
    return place.start + (this.isGrouped ? 1 : 0) + index;
  }

  /** The rows that hold no records. */
  get others(): number[] {
    if (!this.isGrouped) return [];
    return this.places.flatMap(({ start, shown, hidden }) => (hidden > 0 ? [start, start + 1 + shown] : [start]));
  }

  /** Give the places of records in a range of rows, by section. */
  spread(first: number, last: number): Map<number, [number, number]> {
    const places = new Map<number, [number, number]>();
    for (let row = Math.max(0, first); row <= Math.min(last, this.length - 1); row += 1) {
      const place = this.at(row);
      if (place?.kind !== "record") continue;
      const range = places.get(place.section);
      if (range) range[1] = place.index;
      else places.set(place.section, [place.index, place.index]);
    }
    return places;
  }

  private sectionAt(row: number): number {
    let [low, high] = [0, this.places.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.places[middle]!.start <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
