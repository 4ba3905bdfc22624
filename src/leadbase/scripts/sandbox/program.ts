// Compiles a user's source into a factory, and says exactly where a source can't be compiled.

import vm from "node:vm";
import { erase } from "./typescript.ts";

export type Program = { readonly script: vm.Script };
/** The payload of the FAIL frame for a source that is no program. */
export type SyntaxTrouble = { readonly trouble: string };

const NAME = "hook.js";

/**
 * The source, with its types erased if it has any, becomes the body of `(request, response, modules, $modules, $plugin) => { … return hook }`. It is compiled alone
 * first: text that closes the function early would otherwise pass. Line 1 of the source stays line 1 in every error.
 */
export function compile(given: string, typed: boolean): Program | SyntaxTrouble {
  const erased = typed ? erase(given) : { source: given };
  if ("message" in erased) return { trouble: spell(erased.message, erased) };
  const { source } = erased;
  const alone = `"use strict";\n${source}`;
  const head = `"use strict"; ((request, response, modules, $modules, $plugin) => {`;
  const tail = `return typeof hook === "undefined" ? undefined : hook; })`;
  const whole = `${head}\n${source}\n${tail}`;
  let text = alone;
  try {
    parse(alone);
    text = whole;
    return { script: parse(whole) };
  } catch (error) {
    return { trouble: describe(error, text) };
  }
}

function parse(text: string): vm.Script {
  return new vm.Script(text, { filename: NAME, lineOffset: -1 });
}

function describe(error: unknown, text: string): string {
  return spell(`SyntaxError: ${error instanceof Error ? error.message : String(error)}`, locate(text));
}

function spell(message: string, { line, column }: { line: number; column: number }): string {
  return JSON.stringify({ code: "syntax_error", permanent: true, message, stack: "", line, column });
}

/** Where the engine stopped: with no stack frames on the error, reporting it tells the place in the source. */
function locate(text: string): { line: number; column: number } {
  const frames = Error.stackTraceLimit;
  let place = { line: 1, column: 1 };
  const listen = (event: ErrorEvent): void => {
    event.preventDefault();
    place = { line: Math.max(1, event.lineno), column: Math.max(1, event.colno) };
  };
  Error.stackTraceLimit = 0;
  addEventListener("error", listen);
  try {
    parse(text);
  } catch (error) {
    reportError(error);
  } finally {
    removeEventListener("error", listen);
    Error.stackTraceLimit = frames;
  }
  return place;
}
