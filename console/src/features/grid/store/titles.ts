/** The titles of linked records: asked for together a moment after they are first needed, then remembered. */
import type { Named } from "@/widgets/values/field";

const WAIT_MS = 30;
const AT_ONCE = 200;
const KEPT = 20_000;

export type FetchTitles = (table: string, ids: readonly string[]) => Promise<readonly Named[]>;

export class Titles {
  private readonly known = new Map<string, string>();
  private readonly wanted = new Map<string, Set<string>>();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private version = 0;

  constructor(private readonly fetch: FetchTitles) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): number => this.version;

  /** Give a title, or have it fetched: `undefined` until it is here, "" where there is none. */
  get(table: string, id: string): string | undefined {
    const found = this.known.get(`${table} ${id}`);
    if (found !== undefined || !table) return found;
    const ids = this.wanted.get(table) ?? new Set<string>();
    this.wanted.set(table, ids.add(id));
    this.timer ??= setTimeout(() => void this.ask(), WAIT_MS);
    return undefined;
  }

  private async ask(): Promise<void> {
    this.timer = undefined;
    const asked = [...this.wanted];
    this.wanted.clear();
    await Promise.all(asked.map(([table, ids]) => this.askOf(table, [...ids])));
    if (this.known.size > KEPT) this.known.clear();
    this.version += 1;
    for (const listener of this.listeners) listener();
  }

  private async askOf(table: string, ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      const some = ids.slice(at, at + AT_ONCE);
      const found = await this.fetch(table, some).catch(() => [] as Named[]);
      // Those that were not found show their id: asking again would ask forever.
      for (const id of some) this.known.set(`${table} ${id}`, found.find((one) => one.id === id)?.name || id);
    }
  }
}
