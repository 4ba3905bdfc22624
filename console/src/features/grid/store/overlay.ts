/** What lies over the records as the server has them: values on their way or refused, rows that came or no longer fit. */
import type { Rec } from "../model/types";

export interface Pending {
  value: unknown;
  state: "saving" | "refused" | "unsent";
  /** Why the server does not take it. */
  reason?: string;
  /** What keeps an unsent value back. */
  cause?: "network" | "session" | "busy";
}

/** How long a record that just came is marked. */
export const FRESH_MS = 60_000;

export class Overlay {
  /** Records that no longer fit the filter, but stay until the view is left. */
  readonly misfits = new Set<string>();
  /** Records that were put in the trash elsewhere while they were shown. */
  readonly gone = new Set<string>();
  private readonly values = new Map<string, Map<string, Pending>>();
  private readonly arrived = new Map<string, number>();

  /** Give the record as it is to be shown. */
  over(record: Rec): Rec {
    const values = this.values.get(record._id);
    if (!values) return record;
    const shown: Record<string, unknown> = { ...record };
    for (const [field, { value }] of values) shown[field] = value;
    return shown as Rec;
  }

  pending(record: string, field: string): Pending | undefined {
    return this.values.get(record)?.get(field);
  }

  /** What of a record is not saved. */
  pendings(record: string): Iterable<Pending> {
    return this.values.get(record)?.values() ?? [];
  }

  /** Whether anything is typed that the server does not have. */
  get isOpen(): boolean {
    return this.values.size > 0;
  }

  /** The cells that are refused or could not be sent. */
  *open(): Iterable<[string, string, Pending]> {
    for (const [record, values] of this.values) for (const [field, pending] of values) yield [record, field, pending];
  }

  put(record: string, field: string, pending: Pending): void {
    const values = this.values.get(record) ?? new Map<string, Pending>();
    values.set(field, pending);
    this.values.set(record, values);
  }

  drop(record: string, field: string): void {
    const values = this.values.get(record);
    values?.delete(field);
    if (values?.size === 0) this.values.delete(record);
  }

  /** Forget what belonged to the view that is left; what is not saved yet stays. */
  leave(): void {
    this.misfits.clear();
    this.gone.clear();
    this.arrived.clear();
  }

  arrive(record: string, now = Date.now()): void {
    this.arrived.set(record, now);
  }

  isFresh(record: string, now = Date.now()): boolean {
    const at = this.arrived.get(record);
    return at !== undefined && now - at < FRESH_MS;
  }
}
