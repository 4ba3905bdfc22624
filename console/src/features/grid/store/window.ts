/** A long list of which only the pages that are looked at are here: fetched when they come into sight, forgotten last seen first. */
import type { Rec } from "../model/types";

export const PAGE = 200;
const KEPT = 30;
const AT_ONCE = 3;

export interface Answer {
  items: readonly Rec[];
  hasMore: boolean;
}

export type FetchPage = (offset: number, limit: number, signal: AbortSignal) => Promise<Answer>;

export class Window {
  /** How many records there are, as far as is known. */
  count: number;
  /** Whether `count` is what the server counted, rather than what has been seen so far. */
  isCounted: boolean;
  error: unknown;
  private readonly pages = new Map<number, readonly Rec[]>();
  private readonly running = new Map<number, AbortController>();
  private wanted: number[] = [];

  constructor(
    private readonly fetch: FetchPage,
    private readonly changed: () => void,
    count?: number,
    /** How many records are fetched at once. */
    private readonly size = PAGE,
  ) {
    this.count = count ?? 0;
    this.isCounted = count !== undefined;
  }

  get(index: number): Rec | undefined {
    return this.pages.get(Math.floor(index / this.size))?.[index % this.size];
  }

  /** Every record that is here, with its place. */
  *loaded(): Iterable<[number, Rec]> {
    for (const [page, items] of this.pages) for (const [index, record] of items.entries()) yield [page * this.size + index, record];
  }

  /** Say which records are looked at: their pages come first, what was asked for before and is out of sight is let go. */
  see(first: number, last: number): void {
    const from = Math.max(0, Math.floor(first / this.size));
    const to = Math.max(from, Math.floor(last / this.size));
    this.wanted = [];
    for (let page = from; page <= to; page += 1) {
      const items = this.pages.get(page);
      if (items) {
        this.pages.delete(page);
        this.pages.set(page, items);
      } else this.wanted.push(page);
    }
    for (const [page, controller] of this.running) if (page < from - 1 || page > to + 1) controller.abort();
    this.pump();
  }

  /** Give a range, fetching what is not here. */
  async range(first: number, last: number): Promise<(Rec | undefined)[]> {
    for (let page = Math.floor(first / this.size); page <= Math.floor(last / this.size); page += 1) {
      if (!this.pages.has(page)) this.keep(page, await this.fetch(page * this.size, this.size, new AbortController().signal));
    }
    return Array.from({ length: last - first + 1 }, (_, index) => this.get(first + index));
  }

  /** Put a record's newer state in its place; tells whether it is here. */
  replace(record: Rec): boolean {
    for (const [page, items] of this.pages) {
      const index = items.findIndex((one) => one._id === record._id);
      if (index < 0) continue;
      this.pages.set(page, items.with(index, record));
      return true;
    }
    return false;
  }

  /** Fetch again what is in sight; until it comes the old state is shown. */
  async refresh(first: number, last: number): Promise<void> {
    const seen = new Set<number>();
    for (let page = Math.floor(first / this.size); page <= Math.floor(last / this.size); page += 1) seen.add(page);
    const answers = await Promise.all([...seen].map(async (page) => [page, await this.fetch(page * this.size, this.size, new AbortController().signal)] as const));
    for (const page of [...this.pages.keys()]) if (!seen.has(page)) this.pages.delete(page);
    for (const [page, answer] of answers) this.keep(page, answer);
  }

  stop(): void {
    for (const controller of this.running.values()) controller.abort();
    this.wanted = [];
  }

  private pump(): void {
    while (this.running.size < AT_ONCE) {
      const page = this.wanted.find((one) => !this.running.has(one));
      if (page === undefined) return;
      this.wanted = this.wanted.filter((one) => one !== page);
      void this.load(page);
    }
  }

  private async load(page: number): Promise<void> {
    const controller = new AbortController();
    this.running.set(page, controller);
    try {
      const answer = await this.fetch(page * this.size, this.size, controller.signal);
      if (controller.signal.aborted) return;
      this.error = undefined;
      this.keep(page, answer);
    } catch (error) {
      if (!controller.signal.aborted) this.error = error;
    } finally {
      if (this.running.get(page) === controller) this.running.delete(page);
      this.pump();
      if (!controller.signal.aborted) this.changed();
    }
  }

  private keep(page: number, { items, hasMore }: Answer): void {
    this.pages.delete(page);
    this.pages.set(page, items);
    const seen = page * this.size + items.length;
    if (!hasMore && (items.length > 0 || page === 0)) {
      this.count = seen;
      this.isCounted = true;
    } else if (!this.isCounted) this.count = Math.max(this.count, seen + (hasMore ? 1 : 0));
    while (this.pages.size > KEPT) this.pages.delete(this.pages.keys().next().value!);
  }
}
