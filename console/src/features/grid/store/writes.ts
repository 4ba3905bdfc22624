/** Changes records: at once on the screen, then on the server, each step with its way back. */
import { Problem } from "@/api/client";
import { changeMany, patchRecord, stillFits } from "../api";
import type { Rec } from "../model/types";
import type { Pending } from "./overlay";
import type { RecordStore } from "./records";
import { UndoStack } from "./undo";

export interface Edit {
  record: string;
  field: string;
  value: unknown;
}

/** Two people changed the same field: all three values, by field id. */
export interface Conflict {
  record: string;
  version: number;
  mine: Record<string, unknown>;
  theirs: Record<string, unknown>;
  original: Record<string, unknown>;
}

export const CHUNK = 500;

/** Tell what keeps values back that the server has nothing against. */
function keptBackBy(error: unknown): Pending["cause"] {
  if (!(error instanceof Problem)) return undefined;
  if (error.code === "network") return "network";
  return error.status === 401 ? "session" : error.status === 429 || error.status === 503 ? "busy" : undefined;
}

export const sameValue = (one: unknown, other: unknown): boolean => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

export class Writer {
  readonly steps = new UndoStack();
  onConflict: (conflict: Conflict) => void = () => {};
  onFailure: (error: unknown) => void = () => {};
  private readonly lanes = new Map<string, Promise<unknown>>();

  constructor(
    private readonly store: RecordStore,
    /** The field ids by API name: refusals and conflicts name fields so. */
    private readonly idOf: (name: string) => string,
    private readonly language: () => string,
  ) {}

  /** Change cells; those that already hold the value are left alone. Gives the edits that were meant. */
  async set(edits: readonly Edit[]): Promise<void> {
    const before = new Map<string, Edit>();
    const here = this.store.loaded();
    const meant = edits.filter(({ record, field, value }) => {
      const saved = here.get(record);
      if (!saved) return false;
      const pending = this.store.overlay.pending(record, field);
      if (sameValue(pending ? pending.value : saved[field], value) && pending?.state !== "unsent") return false;
      before.set(`${record} ${field}`, { record, field, value: saved[field] ?? null });
      return true;
    });
    if (meant.length === 0) return;
    const done = await this.send(meant);
    if (done.length === 0) return;
    const back = done.map(({ record, field }) => before.get(`${record} ${field}`)!);
    this.steps.push({ undo: async () => void (await this.send(back)), redo: async () => void (await this.send(done)) });
  }

  /** Put records in the trash, with a way back. */
  async trash(ids: readonly string[]): Promise<void> {
    await this.many("trash", ids);
    this.steps.push({ undo: () => this.many("restore", ids), redo: () => this.many("trash", ids) });
  }

  /** Remember records that were made, and cells that were changed on the way, so that all of it can be taken back. */
  made(ids: readonly string[], before: readonly Edit[] = [], after: readonly Edit[] = []): void {
    const go = async (action: "trash" | "restore", edits: readonly Edit[]) => {
      if (edits.length) await this.send(edits);
      if (ids.length) await this.many(action, ids);
    };
    this.steps.push({ undo: () => go("trash", before), redo: () => go("restore", after) });
  }

  async many(action: "trash" | "restore", ids: readonly string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += CHUNK) await changeMany(this.store.table, { [action]: ids.slice(at, at + CHUNK) });
    await this.store.reload();
  }

  /** Send what the network kept back. */
  async resend(): Promise<void> {
    const unsent = [...this.store.overlay.open()].filter(([, , pending]) => pending.state === "unsent");
    if (unsent.length) await this.send(unsent.map(([record, field, { value }]) => ({ record, field, value })));
  }

  /** Give up a refused value: the cell shows what is saved again. */
  drop(record: string, field: string): void {
    this.store.overlay.drop(record, field);
    this.store.tell();
  }

  /** Write values over whatever is there now, as decided in a conflict. */
  async settle(conflict: Conflict, values: Record<string, unknown>): Promise<void> {
    for (const field of Object.keys(conflict.mine)) this.store.overlay.drop(conflict.record, field);
    this.store.tell();
    if (Object.keys(values).length === 0) return;
    await this.attempt(conflict.record, values, conflict.version);
  }

  private async send(edits: readonly Edit[]): Promise<Edit[]> {
    const byRecord = new Map<string, Record<string, unknown>>();
    for (const { record, field, value } of edits) {
      byRecord.set(record, { ...byRecord.get(record), [field]: value });
      this.store.overlay.put(record, field, { value, state: "saving" });
    }
    this.store.tell();
    const refused = byRecord.size === 1 ? await this.one(...[...byRecord][0]!) : await this.several(byRecord);
    return edits.filter(({ record, field }) => !refused.has(`${record} ${field}`));
  }

  /** Changes of the same record wait for each other, so that each knows the version before. */
  private async one(record: string, values: Record<string, unknown>): Promise<Set<string>> {
    const turn = (this.lanes.get(record) ?? Promise.resolve()).then(() => this.attempt(record, values, this.saved(record)?._version));
    const lane = turn.catch(() => undefined);
    this.lanes.set(record, lane);
    const refused = await turn;
    if (this.lanes.get(record) === lane) this.lanes.delete(record);
    return new Set(refused.map((field) => `${record} ${field}`));
  }

  private async attempt(record: string, values: Record<string, unknown>, version?: number): Promise<string[]> {
    try {
      this.take(await patchRecord(this.store.table, record, values, version), Object.keys(values));
      void this.checkFit(record);
      return [];
    } catch (error) {
      if (error instanceof Problem && error.code === "version_conflict") return this.contend(record, values, error);
      this.refuse(record, values, error);
      return Object.keys(values);
    }
  }

  /** Someone else wrote meanwhile: other fields are no quarrel; the same field is for a person to decide. */
  private async contend(record: string, values: Record<string, unknown>, problem: Problem): Promise<string[]> {
    const { facts } = problem;
    const [mine, theirs, original] = [this.byId(facts["mine"]), this.byId(facts["theirs"]), this.byId(facts["original"])];
    const version = Number(facts["version"]);
    const fields = Object.keys(mine).filter((field) => !sameValue(theirs[field], original[field]) && !sameValue(theirs[field], mine[field]));
    if (fields.length === 0) return this.attempt(record, values, version);
    this.onConflict({ record, version, mine, theirs, original });
    return Object.keys(values);
  }

  private async several(byRecord: ReadonlyMap<string, Record<string, unknown>>): Promise<Set<string>> {
    const refused = new Set<string>();
    const all = [...byRecord];
    for (let at = 0; at < all.length; at += CHUNK) {
      const some = all.slice(at, at + CHUNK);
      try {
        const items = await changeMany(this.store.table, { update: some.map(([record, values]) => ({ _id: record, ...values })) });
        for (const { index, record, problem } of items) {
          const [id, values] = some[index]!;
          if (record) this.take(record as unknown as Rec, Object.keys(values), false);
          else this.refuse(id, values, new Problem(422, problem?.code ?? "", problem?.detail ?? "", problem as Record<string, unknown>), refused);
        }
      } catch (error) {
        for (const [id, values] of some) this.refuse(id, values, error, refused);
      }
      this.store.tell();
    }
    return refused;
  }

  private take(record: Rec, fields: readonly string[], isAlone = true): void {
    for (const field of fields) this.store.overlay.drop(record._id, field);
    this.store.replace(record, !isAlone);
  }

  /** Leave the values in their cells with the reason; without a network, or while nobody is signed in, they go later. */
  private refuse(record: string, values: Record<string, unknown>, error: unknown, refused?: Set<string>): void {
    const cause = keptBackBy(error);
    const reasons = this.reasons(error);
    for (const [field, value] of Object.entries(values)) {
      const reason = reasons.get(field) ?? (reasons.size ? undefined : error instanceof Error ? error.message : String(error));
      this.store.overlay.put(record, field, { value, state: cause ? "unsent" : "refused", reason, cause });
      refused?.add(`${record} ${field}`);
    }
    this.store.tell();
    if (!refused && !cause) this.onFailure(error);
  }

  private reasons(error: unknown): Map<string, string> {
    const fields = error instanceof Problem ? error.facts["fields"] : undefined;
    if (!Array.isArray(fields)) return new Map();
    return new Map(fields.map((one: { field: string; message: Record<string, string> }) => [this.idOf(one.field), one.message[this.language()] ?? one.message["en"] ?? ""]));
  }

  private async checkFit(record: string): Promise<void> {
    const { query } = this.store;
    if (query.filter === null && !query.q && query.group === null) return;
    try {
      const row = this.store.find(record)?.row;
      const place = row === undefined ? undefined : this.store.rows.at(row);
      const value = place && this.store.sections[place.section]?.value;
      const moved = query.group !== null && !sameValue(value, this.saved(record)?.[query.group]);
      const fits = !moved && (await stillFits(this.store.asked, record));
      if (fits) this.store.overlay.misfits.delete(record);
      else this.store.overlay.misfits.add(record);
      this.store.tell();
    } catch {
      // Whether a row still fits is a kindness; the save itself went through.
    }
  }

  private byId(values: unknown): Record<string, unknown> {
    return Object.fromEntries(Object.entries((values ?? {}) as Record<string, unknown>).map(([name, value]) => [this.idOf(name), value]));
  }

  private saved(record: string): Rec | undefined {
    return this.store.find(record)?.record;
  }
}
