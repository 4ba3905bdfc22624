// The first code in every realm. The loop calls `__install` with its two functions and gets back functions that take only
// primitives (and the realm's own objects), none of which runs code of the user; that happens in `__pump` alone, under a timer.

import { fromLatin1 } from "./bytes.ts";
import { makeConsole } from "./console.ts";
import { freezeAll } from "./freeze.ts";
import { lock, provide, provideWeb, type Random, tidy } from "./globals.ts";
import { guardMoment, offerZones } from "./guard.ts";
import { makeModules } from "./modules.ts";
import * as runs from "./runs.ts";
import { blameOf } from "./trouble.ts";

let inbox: readonly [kind: number, run: number, op: number, text: string] | undefined;
let factory: runs.Factory | undefined;
let modules: object = {};
let randomBytes: Random = () => new Uint8Array();
let isAlone = false;

tidy();
// Libraries look for the global object under these names, since they can't make code from strings here.
for (const name of ["global", "self"]) provide(name, globalThis);
const libraries = new Map<string, unknown>();
provide("__library", (name: string, value: unknown) => libraries.set(name, value));
provide("__install", install);

function install(emit: runs.Emit, random: (count: number) => string, shared: boolean, alone: boolean): object {
  runs.connect(emit, shared);
  isAlone = alone;
  randomBytes = (count) => {
    try {
      return fromLatin1(random(count));
    } catch {
      // What was thrown belongs to the outer realm and must not be seen in here.
      throw new Error("there is no randomness");
    }
  };
  provideWeb(randomBytes);
  return { seal, feed, ripe: runs.isRipe, forget: runs.forget, blameOf };
}

/** Ends the set-up: nothing of it can be found any more, and in a shared realm nothing can be changed. */
function seal(made: runs.Factory, shared: boolean): void {
  for (const name of ["__library", "__install", "self"]) Reflect.deleteProperty(globalThis, name);
  factory = made;
  const moment = libraries.get("moment") as Parameters<typeof offerZones>[0] | undefined;
  const timed = (libraries.get("moment-timezone") ?? moment) as Parameters<typeof guardMoment>[0] | undefined;
  const locales = shared && timed !== undefined ? guardMoment(timed, runs.restart) : [];
  if (moment !== undefined) offerZones(moment, runs.restart);
  const printed = makeConsole(runs.print);
  modules = makeModules({
    libraries,
    call: runs.call,
    log: printed.log,
    random: randomBytes,
    restart: runs.restart,
    alone: isAlone,
  });
  provide("console", printed);
  provide("setTimeout", runs.pause);
  provide("clearTimeout", runs.resume);
  lock(globalThis, "__pump", pump);
  if (shared) freezeAll([modules, ...locales]);
}

function feed(kind: number, run: number, op: number, text: string): void {
  inbox = [kind, run, op, text];
}

function pump(): void {
  if (inbox === undefined || factory === undefined) return;
  const [kind, run, op, text] = inbox;
  inbox = undefined;
  // Old-style `RegExp.$1` and its like remember the last match, which may have been another run's.
  /(?:)/.exec("");
  runs.work(kind, run, op, text, factory, modules);
}
