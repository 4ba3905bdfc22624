/** The records of a view: where each stands, which are here, and what changes under them. An external store: pages are
 * fetched from what is in sight, never from drawing. */
import { Problem } from "@/api/client";
import { countRecords, fetchGroups, fetchPage, fetchRecord, type Asked } from "../api";
import { inGroup } from "@/ui/filter/filter";
import { RowMap } from "../model/rows";
import type { Query, Rec } from "../model/types";
import { FRESH_MS, Overlay } from "./overlay";
import { Window } from "./window";

export interface Section {
  key: string;
  /** The value that its records share. */
  value: unknown;
  window: Window;
}

export class RecordStore {
  readonly overlay = new Overlay();
  sections: Section[] = [];
  rows = new RowMap([], false);
  /** Records that came and are not shown, because the list is not at its top, is grouped, or is being edited. */
  waiting = 0;
  isReady = false;
  error: unknown;
  private version = 0;
  private turn = 0;
  /** Records that are shown though they don't stand in the list: moved a moment ago, or read one by one. */
  private readonly aside = new Map<string, Rec>();
  private seen: [number, number] = [0, 40];
  private readonly closed = new Set<string>();
  private readonly opened = new Set<string>();
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly table: string,
    public query: Query,
    /** How many records are fetched at once. */
    private readonly page?: number,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;
  readonly tell = (): void => {
    this.rows = this.laidOut();
    this.version += 1;
    for (const listener of this.listeners) listener();
  };

  get isGrouped(): boolean {
    return this.query.group !== null;
  }

  get asked(): Asked {
    return { table: this.table, query: this.query };
  }

  /** How many records there are in all, and whether that was counted. */
  get total(): { count: number; isCounted: boolean } {
    return {
      count: this.sections.reduce((sum, { window }) => sum + window.count, 0),
      isCounted: this.isReady && this.sections.every(({ window }) => window.isCounted),
    };
  }

  /** Show another list from its beginning. */
  async show(query: Query): Promise<void> {
    this.query = query;
    this.overlay.leave();
    this.aside.clear();
    this.closed.clear();
    this.opened.clear();
    this.seen = [0, 40];
    await this.reload(false);
  }

  /** Ask for everything again, keeping what is shown until the answer is there; `isSame`: nothing may jump meanwhile. */
  async reload(isSame = true): Promise<void> {
    const turn = (this.turn += 1);
    try {
      const sections = this.isGrouped ? await this.groups() : [await this.whole(isSame && this.isReady)];
      if (turn !== this.turn) return;
      for (const { window } of this.sections) window.stop();
      this.sections = sections;
      this.error = undefined;
    } catch (error) {
      if (turn !== this.turn) return;
      this.error = error;
    }
    this.waiting = 0;
    this.isReady = true;
    this.tell();
    this.see(...this.seen);
    if (!this.isGrouped && !this.error) void this.countAll(turn);
  }

  at(row: number): Rec | undefined {
    const place = this.rows.at(row);
    if (place?.kind !== "record") return undefined;
    const record = this.sections[place.section]?.window.get(place.index);
    return record && this.overlay.over(record);
  }

  /** Say which rows are looked at. */
  see(first: number, last: number): void {
    this.seen = [first, last];
    for (const [section, [from, to]] of this.rows.spread(first, last)) this.sections[section]?.window.see(from, to);
  }

  /** Give the records of rows, fetching those that are not here; rows of other kinds are left out. */
  async range(first: number, last: number): Promise<Rec[]> {
    const found: Rec[] = [];
    for (const [section, [from, to]] of this.rows.spread(first, last)) {
      const records = (await this.sections[section]?.window.range(from, to)) ?? [];
      for (const record of records) if (record) found.push(this.overlay.over(record));
    }
    return found;
  }

  find(id: string): { row: number | undefined; record: Rec } | undefined {
    for (const [section, { window }] of this.sections.entries()) {
      for (const [index, record] of window.loaded()) if (record._id === id) return { row: this.rows.rowOf(section, index), record };
    }
    const record = this.aside.get(id);
    return record && { row: undefined, record };
  }

  /** Hold records that don't stand in the list, so that they can be opened, changed and followed like those that do. */
  hold(records: Iterable<Rec>): void {
    for (const record of records) {
      const known = this.aside.get(record._id);
      if (!known || known._version <= record._version) this.aside.set(record._id, record);
    }
  }

  held(): Iterable<Rec> {
    return this.aside.values();
  }

  /** Every record that is here, by id. */
  loaded(): Map<string, Rec> {
    const listed = this.sections.flatMap(({ window }) => [...window.loaded()].map(([, record]) => [record._id, record] as const));
    return new Map([...this.aside, ...listed]);
  }

  /** Put a record's newer state in its place. `isQuiet`: more of them follow, after which it is told. */
  replace(record: Rec, isQuiet = false): void {
    const there = this.find(record._id);
    if (there && there.record._version > record._version) return;
    for (const { window } of this.sections) window.replace(record);
    if (this.aside.has(record._id)) this.aside.set(record._id, record);
    if (!isQuiet) this.tell();
  }

  toggle(section: number): void {
    const key = this.sections[section]?.key ?? "";
    if (!this.closed.delete(key)) this.closed.add(key);
    this.tell();
    this.see(...this.seen);
  }

  open(section: number): void {
    this.opened.add(this.sections[section]?.key ?? "");
    this.tell();
    this.see(...this.seen);
  }

  /** Hear that records changed on the server. `isBusy`: someone is typing, so nothing may move. */
  async hear(id: string | null, version: number | null, isBusy: boolean): Promise<void> {
    const here = id === null ? undefined : this.find(id);
    if (here) {
      if (version !== null && here.record._version >= version) return;
      return this.refetch(here.record._id);
    }
    if (this.isGrouped || isBusy || this.seen[0] > 0) {
      const now = await countRecords(this.asked);
      this.waiting = Math.max(0, now - this.total.count);
      if (this.waiting === 0) await this.renew();
      return this.tell();
    }
    const before = new Set(this.isReady ? [...this.sections[0]!.window.loaded()].map(([, record]) => record._id) : []);
    const had = this.total.count;
    await this.reload();
    if (had === 0 && before.size === 0) return;
    for (const [, record] of this.sections[0]?.window.loaded() ?? []) if (!before.has(record._id)) this.overlay.arrive(record._id);
    this.tell();
    setTimeout(this.tell, FRESH_MS + 100);
  }

  /** Show what waits above. */
  async catchUp(): Promise<void> {
    this.seen = [0, 40];
    await this.reload();
  }

  private async refetch(id: string): Promise<void> {
    try {
      this.replace(await fetchRecord(this.table, id));
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) return;
      this.overlay.gone.add(id);
      this.tell();
    }
  }

  private async renew(): Promise<void> {
    const places = [...this.rows.spread(...this.seen)];
    await Promise.all(places.map(([section, [from, to]]) => this.sections[section]?.window.refresh(from, to)));
  }

  private async whole(isCounted: boolean): Promise<Section> {
    const window = this.window(undefined, isCounted ? await countRecords(this.asked) : undefined);
    await window.range(0, 0);
    return { key: "", value: undefined, window };
  }

  protected async groups(): Promise<Section[]> {
    const by = this.query.group!;
    const { items } = await fetchGroups(this.asked, by);
    return items.map(({ value, count }) => ({ key: JSON.stringify(value), value, window: this.window(inGroup(by, value), count) }));
  }

  protected window(also: unknown, count?: number): Window {
    const asked = { ...this.asked, also };
    return new Window((offset, limit, signal) => fetchPage(asked, offset, limit, signal), this.tell, count, this.page);
  }

  private async countAll(turn: number): Promise<void> {
    const window = this.sections[0]?.window;
    if (!window || window.isCounted) return;
    try {
      const count = await countRecords(this.asked);
      if (turn !== this.turn) return;
      window.count = Math.max(count, 0);
      window.isCounted = true;
      this.tell();
    } catch (error) {
      this.error = error;
      this.tell();
    }
  }

  private laidOut(): RowMap {
    return new RowMap(this.sections.map(({ key, window }) => ({ key, count: window.count })), this.isGrouped, this.closed, this.opened);
  }
}
