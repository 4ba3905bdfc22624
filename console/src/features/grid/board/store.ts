/** The records of a board: a list for each column, fetched where it is looked at; what comes stands in its column at once. */
import { RecordStore, type Section } from "../store/records";
import { FRESH_MS } from "../store/overlay";
import type { Query, Rec } from "../model/types";
import { keyOf, type Stock } from "./layout";

const AT_ONCE = 50;
const REST_MS = 1_500;

export class BoardStore extends RecordStore {
  private readonly looked = new Map<string, readonly [number, number]>();
  private isHeld = false;
  private isBehind = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private tookInAt = 0;

  constructor(table: string, query: Query) {
    super(table, query, AT_ONCE);
  }

  /** Say which places of a column are looked at. */
  look(key: string, first: number, last: number): void {
    this.looked.set(key, [first, last]);
    this.section(key)?.window.see(first, last);
  }

  leave(key: string): void {
    this.looked.delete(key);
  }

  section(key: string): Section | undefined {
    return this.sections.find((one) => keyOf(one.value) === key);
  }

  stocks(): Stock[] {
    return this.sections.map(({ value, window }) => ({ key: keyOf(value), count: window.count, loaded: [...window.loaded()] }));
  }

  /** Keep everything in its place while a card is in the air. */
  holdStill(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (isHeld || !this.isBehind) return;
    this.isBehind = false;
    this.later();
  }

  override see(): void {
    for (const [key, [first, last]] of this.looked) this.section(key)?.window.see(first, last);
  }

  override async hear(id: string | null, version: number | null): Promise<void> {
    const here = id === null ? undefined : this.find(id);
    if (here && version !== null && here.record._version >= version) return;
    this.later();
  }

  /** Ask for everything again, but not more often than can be followed. */
  later(): void {
    if (this.isHeld) {
      this.isBehind = true;
      return;
    }
    this.timer ??= setTimeout(() => void this.takeIn(), Math.max(0, this.tookInAt + REST_MS - Date.now()));
  }

  protected override async groups(): Promise<Section[]> {
    const sections = await super.groups();
    const fetched = sections.map(async ({ value, window }) => {
      const range = this.looked.get(keyOf(value));
      if (range && window.count > 0) await window.range(Math.min(range[0], window.count - 1), Math.min(range[1], window.count - 1));
    });
    await Promise.all(fetched);
    return sections;
  }

  private async takeIn(): Promise<void> {
    this.timer = undefined;
    this.tookInAt = Date.now();
    const before = this.loaded();
    await this.reload();
    const isNew = (record: Rec) => !before.has(record._id) && Date.now() - Date.parse(record._created_at) < FRESH_MS;
    const arrived = [...this.loaded().values()].filter(isNew);
    if (arrived.length === 0) return;
    for (const record of arrived) this.overlay.arrive(record._id);
    this.tell();
    setTimeout(this.tell, FRESH_MS + 100);
  }
}
