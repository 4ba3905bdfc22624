// What the server has loaded: a source per context number, with the realm that its runs share or the realms that they have alone.

import * as kinds from "./kinds.ts";
import type { Outbox } from "./outbox.ts";
import { loadLibrary, openRealm, pump, type Realm } from "./realm.ts";
import { compile, type Program, type SyntaxTrouble } from "./program.ts";

/** Promises remembered per run; a run fails for the first of them. */
const MOST_BLAMES = 100;

interface Load {
  readonly source: string;
  readonly typed: boolean;
  readonly libraries: readonly string[];
  readonly fresh: boolean;
  readonly alone: boolean;
  readonly pumpMs: number;
  readonly cpuMs: number;
}

interface Run {
  readonly id: number;
  readonly realm: Realm;
  readonly timers: Map<number, ReturnType<typeof setTimeout>>;
  /** What failed this run's calls, by the promise that nobody looks after. */
  readonly blame: Map<unknown, string>;
  used: number;
}

interface Context {
  readonly id: number;
  readonly load: Load;
  readonly program: Program | SyntaxTrouble;
  readonly runs: Map<number, Run>;
  shared: Realm | undefined;
}

export class Contexts {
  private readonly known = new Map<number, Context>();
  /** Finished runs with a refused call, held back for one turn: the refusal may prove to be one that nobody looked after. */
  private readonly held = new Set<Run>();

  constructor(private readonly outbox: Outbox) {}

  /** Works off one frame from the server. */
  take(kind: number, id: number, run: number, op: number, text: string): void {
    if (kind === kinds.LIBRARY) {
      const [name, source] = JSON.parse(text) as [string, string];
      loadLibrary(name, source);
    } else if (kind === kinds.LOAD) {
      const load = JSON.parse(text) as Load;
      this.known.set(id, { id, load, program: compile(load.source, load.typed), runs: new Map(), shared: undefined });
    } else {
      const context = this.known.get(id);
      if (context !== undefined) this.serve(context, kind, run, op, text);
    }
  }

  /** Takes note of a rejected promise that nobody looks after: when it is a refused call, it fails its run. */
  blame(promise: unknown, reason: unknown): void {
    for (const run of this.unsettled()) {
      const text = run.blame.size < MOST_BLAMES ? run.realm.blameOf(reason, run.id) : "";
      if (text !== "") run.blame.set(promise, text);
    }
  }

  /** Takes note that somebody looks after a promise at last. */
  forgive(promise: unknown): void {
    for (const run of this.unsettled()) run.blame.delete(promise);
  }

  private *unsettled(): Iterable<Run> {
    yield* this.held;
    for (const context of this.known.values()) yield* context.runs.values();
  }

  private serve(context: Context, kind: number, run: number, op: number, text: string): void {
    switch (kind) {
      case kinds.START:
        this.start(context, run, text);
        break;
      case kinds.DROP:
        for (const open of context.runs.values()) this.close(context, open);
        this.known.delete(context.id);
        break;
      case kinds.ABORT: {
        const open = context.runs.get(run);
        open?.realm.forget(run);
        if (open !== undefined) this.close(context, open);
        break;
      }
      default: {
        const open = context.runs.get(run);
        if (open !== undefined) this.feed(context, open, kind, op, text);
      }
    }
  }

  private start(context: Context, id: number, text: string): void {
    const { program, load } = context;
    if ("trouble" in program) {
      this.outbox.add(kinds.FAIL, context.id, id, 0, program.trouble);
      return;
    }
    const realm = (load.fresh ? undefined : context.shared) ?? openRealm(program, load.libraries, !load.fresh, load.alone);
    if (!load.fresh) context.shared = realm;
    const run: Run = { id, realm, timers: new Map(), blame: new Map(), used: 0 };
    context.runs.set(id, run);
    this.feed(context, run, kinds.START, 0, text);
  }

  private leave(context: Context, run: Run, kind: number, op: number, text: string): void {
    switch (kind) {
      case kinds.CALL:
      case kinds.LOG:
        this.outbox.add(kind, context.id, run.id, op, text);
        break;
      case kinds.PAUSE:
        run.timers.set(op, setTimeout(() => this.wake(context, run, op), Number(text)));
        break;
      case kinds.RESUME:
        clearTimeout(run.timers.get(op));
        run.timers.delete(op);
        break;
      case kinds.DONE:
        this.close(context, run);
        if (op === 1) this.hold(context, run, text);
        else this.outbox.add(kind, context.id, run.id, 0, text);
        break;
      case kinds.FAIL:
        this.close(context, run);
        this.outbox.add(kind, context.id, run.id, 0, text);
        break;
      case kinds.RESTART:
        this.outbox.add(kind, context.id, run.id, 0, text);
        this.lose(context, run, run, "");
        break;
    }
  }

  private hold(context: Context, run: Run, text: string): void {
    this.held.add(run);
    setTimeout(() => {
      this.held.delete(run);
      const [failure] = run.blame.values();
      this.outbox.add(failure === undefined ? kinds.DONE : kinds.FAIL, context.id, run.id, 0, failure ?? text);
      this.outbox.flush();
    }, 0);
  }

  private wake(context: Context, run: Run, timer: number): void {
    if (!run.timers.delete(timer)) return;
    this.feed(context, run, kinds.TIMER, timer, "");
    this.outbox.flush();
  }

  private feed(context: Context, run: Run, kind: number, op: number, text: string): void {
    this.pumpOnce(context, run, kind, op, text);
    if (!run.realm.dead && context.runs.get(run.id) === run && run.realm.ripe()) {
      this.pumpOnce(context, run, kinds.FINISH, 0, "");
    }
  }

  private pumpOnce(context: Context, run: Run, kind: number, op: number, text: string): void {
    const { pumpMs, cpuMs } = context.load;
    const left = Math.max(1, Math.ceil(cpuMs - run.used));
    const began = performance.now();
    run.realm.feed(kind, run.id, op, text);
    const whole = pump(run.realm, Math.min(pumpMs, left));
    run.used += performance.now() - began;
    this.hear(context, run.realm, whole);
    if (!whole || (run.used >= cpuMs && context.runs.has(run.id))) {
      this.lose(context, run, undefined, left < pumpMs || whole ? "cpu" : "");
    }
  }

  /** Passes on what a realm has told in a pump; of one that had to be stopped only what it printed. */
  private hear(context: Context, realm: Realm, whole: boolean): void {
    const { told } = realm;
    for (const [kind, id, op, text] of told) {
      const run = context.runs.get(id);
      if (run?.realm === realm && !realm.dead && (whole || kind === kinds.LOG)) this.leave(context, run, kind, op, text);
    }
    told.length = 0;
  }

  /** Gives a realm up; every open run of it is reported, the culprit with a 1, except the one that has been reported. */
  private lose(context: Context, culprit: Run, reported: Run | undefined, why: string): void {
    culprit.realm.dead = true;
    if (context.shared === culprit.realm) context.shared = undefined;
    for (const run of [...context.runs.values()]) {
      if (run.realm !== culprit.realm) continue;
      this.close(context, run);
      if (run !== reported) this.outbox.add(kinds.LOST, context.id, run.id, run === culprit ? 1 : 0, why);
    }
  }

  private close(context: Context, run: Run): void {
    for (const timer of run.timers.values()) clearTimeout(timer);
    run.timers.clear();
    context.runs.delete(run.id);
  }
}
