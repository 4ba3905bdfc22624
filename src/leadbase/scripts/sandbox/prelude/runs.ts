// The runs that are open in a realm. One feed and one pump belong to one run: the microtasks that a pump leaves behind are all
// worked off before the next feed, so `current` is the run of whatever code is running.

import * as kinds from "../kinds.ts";
import { line } from "./console.ts";
import { makeRequest, type Order, type Response, revive, writeResponse } from "./exchange.ts";
import { explain, markRefusal, type Refusal, wantsOwnRealm } from "./trouble.ts";
import { findUnwritable, write } from "./write.ts";

export type Emit = (kind: number, run: number, op: number, text: string) => void;
export type Factory = (request: object, response: object, modules: object, $modules: object, $plugin: object) => unknown;

const LARGEST_CALL = 32 * 1024 * 1024;
const MOST_PAUSES = 100;
const MOST_LINES = 2000;

interface Waiting {
  readonly trace: Error;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Run {
  readonly id: number;
  readonly began: number;
  readonly order: Order;
  readonly response: Response;
  readonly waiting: Map<number, Waiting>;
  readonly pauses: Map<number, () => void>;
  ops: number;
  calls: number;
  pending: number;
  characters: number;
  lines: number;
  refused: boolean;
  excess: Error | undefined;
  hookEnded: boolean;
  over: boolean;
}

let emit: Emit = () => {};
let shared = true;
let stopped = false;
let current: Run | undefined;
const open = new Map<number, Run>();

/** Connects the realm; with `isShared`, runs that want to change built-ins are done again elsewhere. */
export function connect(outward: Emit, isShared: boolean): void {
  emit = (kind, run, op, text) => {
    try {
      outward(kind, run, op, text);
    } catch {
      // What was thrown belongs to the outer realm and must not be seen in here.
      throw new Error("the sandbox could not send this");
    }
  };
  shared = isShared;
}

/** Gives this run up and has it done again in a realm with the trait; nothing leaves this realm any more. */
export function restart(trait: string): never {
  if (current !== undefined && !stopped) emit(kinds.RESTART, current.id, 0, trait);
  stopped = true;
  throw new Error("this run is done again with other surroundings");
}

/**
 * Makes a call to the server; rejects with an Error for what can't be sent or is refused. While a script is only checked, and
 * after its run, a call is never answered.
 */
export function call(name: string, values: unknown[]): Promise<unknown> {
  const run = current;
  if (run === undefined || run.over || run.order.check) return new Promise(() => {});
  if (run.calls >= run.order.calls) {
    run.excess ??= markRefusal(new Error(), tooManyCalls(run.order.calls), run.id);
    return Promise.reject(run.excess);
  }
  const trace = new Error();
  return new Promise((resolve, reject) => {
    const text = `["${name}",${write(values, "arguments", LARGEST_CALL)}]`;
    run.calls += 1;
    run.ops += 1;
    run.waiting.set(run.ops, { trace, resolve, reject });
    emit(kinds.CALL, run.id, run.ops, text);
    // Only now: where the stack ends, any of the calls above may have failed, and what wasn't sent is never answered.
    run.pending += 1;
  });
}

function tooManyCalls(most: number): Refusal {
  return { code: "too_many_calls", permanent: true, message: `a run may make at most ${most} calls` };
}

/** `setTimeout` as scripts know it: gives a number for `clearTimeout`. */
export function pause(callback: unknown, milliseconds?: unknown, ...values: unknown[]): number {
  if (typeof callback !== "function") throw new TypeError("setTimeout expects a function");
  if (current === undefined || current.over) return 0;
  if (current.pauses.size >= MOST_PAUSES) throw new RangeError(`at most ${MOST_PAUSES} timers at once`);
  current.ops += 1;
  current.pauses.set(current.ops, () => callback(...values));
  emit(kinds.PAUSE, current.id, current.ops, `${Math.min(Math.max(Number(milliseconds) || 0, 0), 60000)}`);
  return current.ops;
}

/** `clearTimeout`. */
export function resume(timer: unknown): void {
  if (current?.pauses.delete(Number(timer))) emit(kinds.RESUME, current.id, Number(timer), "");
}

/** Sends one line of console output, until the run's share is used up. */
export function print(level: string, values: readonly unknown[]): void {
  const run = current;
  if (run === undefined || run.over || run.characters > run.order.console || run.lines > MOST_LINES) return;
  const left = run.order.console - run.characters;
  const text = line(values);
  run.lines += 1;
  run.characters += text.length + 1;
  const cut = text.length > left || run.lines > MOST_LINES;
  emit(kinds.LOG, run.id, cut ? 1 : 0, JSON.stringify([level, Date.now() - run.began, text.slice(0, left)]));
}

/** Works off one feed; the only place from which a user's code is entered. */
export function work(kind: number, id: number, op: number, text: string, factory: Factory, modules: object): void {
  if (stopped) return;
  current = open.get(id);
  if (kind === kinds.START) void start(id, JSON.parse(text) as Order, factory, modules);
  else if (current === undefined || current.over) return;
  else if (kind === kinds.RESULT || kind === kinds.REFUSAL) answer(current, op, kind, text);
  else if (kind === kinds.TIMER) wake(current, op);
  else if (kind === kinds.FINISH) finish(current);
}

/** Tells, without running any of the user's code, whether the current run's hook has ended with no call under way. */
export function isRipe(): boolean {
  return current !== undefined && current.hookEnded && current.pending === 0 && !current.over && !stopped;
}

/** Forgets a run that the server has given up. */
export function forget(id: number): void {
  if (current?.id === id) current.over = true;
  open.delete(id);
}

async function start(id: number, order: Order, factory: Factory, modules: object): Promise<void> {
  const run = makeRun(id, order);
  open.set(id, run);
  current = run;
  try {
    const request = makeRequest(order.request);
    const hook = factory(request, run.response, modules, modules, modules);
    if (typeof hook !== "function") {
      end(run, kinds.FAIL, 0, explain(markRefusal(new Error(), NO_HOOK, run.id)));
      return;
    }
    if (!order.check) await hook(request, run.response, modules);
    run.hookEnded = true;
  } catch (thrown) {
    crash(run, thrown);
  }
}

const NO_HOOK: Refusal = { code: "no_hook", permanent: true, message: "the script defines no function named hook" };

function makeRun(id: number, order: Order): Run {
  return {
    id,
    began: Date.now(),
    order,
    response: { status: 200, headers: {}, body: undefined },
    waiting: new Map(),
    pauses: new Map(),
    ops: 0,
    calls: 0,
    pending: 0,
    characters: 0,
    lines: 0,
    refused: false,
    excess: undefined,
    hookEnded: false,
    over: false,
  };
}

function answer(run: Run, op: number, kind: number, text: string): void {
  const waiting = run.waiting.get(op);
  if (waiting === undefined) return;
  run.waiting.delete(op);
  run.pending -= 1;
  if (kind === kinds.RESULT) {
    waiting.resolve(revive(JSON.parse(text)));
  } else {
    run.refused = true;
    waiting.reject(markRefusal(waiting.trace, JSON.parse(text) as Refusal, run.id));
  }
}

function wake(run: Run, timer: number): void {
  const callback = run.pauses.get(timer);
  run.pauses.delete(timer);
  try {
    callback?.();
  } catch (thrown) {
    crash(run, thrown);
  }
}

function finish(run: Run): void {
  try {
    end(run, kinds.DONE, run.refused || run.excess !== undefined ? 1 : 0, writeResponse(run.response, run.order.answer));
  } catch (thrown) {
    const unwritable = findUnwritable(thrown);
    if (unwritable === undefined) {
      crash(run, thrown);
      return;
    }
    const code = unwritable.tooLarge ? "answer_too_large" : "answer_invalid";
    const { message } = thrown as Error;
    end(run, kinds.FAIL, 0, explain(markRefusal(new Error(), { code, permanent: true, message }, run.id)));
  }
}

function crash(run: Run, thrown: unknown): void {
  if (stopped || run.over) return;
  if (shared && wantsOwnRealm(thrown)) {
    emit(kinds.RESTART, run.id, 0, "fresh");
    stopped = true;
    return;
  }
  end(run, kinds.FAIL, 0, explain(thrown));
}

function end(run: Run, kind: number, op: number, text: string): void {
  if (stopped || run.over) return;
  run.over = true;
  open.delete(run.id);
  emit(kind, run.id, op, text);
}
