// A realm: one `node:vm` context with the prelude, some libraries and one program in it. Only primitives and the realm's own
// objects cross; all code of a user runs inside `pump`, in a microtask queue of its own, under the engine's timer.

import vm from "node:vm";
import type { Program } from "./program.ts";

/** What a realm wants to tell: kind, run, op, text. */
export type Word = readonly [kind: number, run: number, op: number, text: string];

export interface Realm {
  readonly context: vm.Context;
  /** What it has told since this was last emptied. */
  readonly told: Word[];
  dead: boolean;
  feed(kind: number, run: number, op: number, text: string): void;
  ripe(): boolean;
  forget(run: number): void;
  blameOf(reason: unknown, run: number): string;
}

interface Inside {
  seal(factory: unknown, shared: boolean): void;
  feed: Realm["feed"];
  ripe: Realm["ripe"];
  forget: Realm["forget"];
  blameOf: Realm["blameOf"];
}

const PUMP = new vm.Script("__pump()", { filename: "pump.js" });
const libraries = new Map<string, vm.Script>();

/** Keeps a library's source, compiled once; "prelude" is the first that every realm runs. */
export function loadLibrary(name: string, source: string): void {
  libraries.set(name, new vm.Script(source, { filename: `${name}.js` }));
}

/** Makes a realm; no code of the user runs yet. */
export function openRealm(program: Program, names: readonly string[], shared: boolean, alone: boolean): Realm {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, {
    microtaskMode: "afterEvaluate",
    codeGeneration: { strings: false, wasm: false },
  });
  run("prelude", context);
  // Called from within the script, perhaps where the stack ends and anything may fail half-way: so it only notes what was said.
  const told: Word[] = [];
  const emit = (kind: unknown, id: unknown, op: unknown, text: unknown): void => {
    if (typeof kind !== "number" || typeof id !== "number" || typeof op !== "number" || typeof text !== "string") return;
    told[told.length] = [kind, id, op, text];
  };
  const install = (context as { __install: (...given: unknown[]) => Inside }).__install;
  const inside = install(emit, randomText, shared, alone);
  for (const name of names) run(name, context);
  inside.seal(program.script.runInContext(context), shared);
  return {
    context,
    told,
    dead: false,
    feed: inside.feed,
    ripe: inside.ripe,
    forget: inside.forget,
    blameOf: inside.blameOf,
  };
}

/**
 * Lets the realm work off what it was fed; gives false when it had to be stopped, took too long all the same, or broke. What it
 * threw is never looked at.
 */
export function pump(realm: Realm, milliseconds: number): boolean {
  const began = performance.now();
  try {
    PUMP.runInContext(realm.context, { timeout: milliseconds });
    return performance.now() - began < 2 * milliseconds;
  } catch {
    return false;
  }
}

function run(name: string, context: vm.Context): void {
  const script = libraries.get(name);
  if (script === undefined) throw new Error(`the library ${name} was not sent`);
  script.runInContext(context);
}

/** Random bytes as characters 0 to 255, for at most 65,536 at once. */
function randomText(count: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(Math.min(Math.max(Number(count) || 0, 0), 65536)));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
