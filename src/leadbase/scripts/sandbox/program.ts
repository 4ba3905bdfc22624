// Compiles a user's source into a factory, and says exactly where a source can't be compiled.

import vm from "node:vm";

export type Program = { readonly script: vm.Script };
/** The payload of the FAIL frame for a source that is no program. */
export type SyntaxTrouble = { readonly trouble: string };

const NAME = "hook.js";

/**
 * The source becomes the body of `(request, response, modules, $modules, $plugin) => { … return hook }`. It is compiled alone
 * first: text that closes the function early would otherwise pass. Line 1 of the source stays line 1 in every error.
 */
export function compile(source: string): Program | SyntaxTrouble {
  try {
    new vm.Script(`"use strict";\n${source}`, { filename: NAME, lineOffset: -1 });
    const head = `"use strict"; ((request, response, modules, $modules, $plugin) => {`;
    const tail = `return typeof hook === "undefined" ? undefined : hook; })`;
    return { script: new vm.Script(`${head}\n${source}\n${tail}`, { filename: NAME, lineOffset: -1 }) };
  } catch (error) {
    return { trouble: describe(error, source) };
  }
}

function describe(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const { line, column } = locate(source);
  return JSON.stringify({ code: "syntax_error", permanent: true, message: `SyntaxError: ${message}`, stack: "", line, column });
}

/** Where the engine stopped: with no stack frames on the error, reporting it tells the place in the source. */
function locate(source: string): { line: number; column: number } {
  const frames = Error.stackTraceLimit;
  let place = { line: 1, column: 1 };
  const listen = (event: ErrorEvent): void => {
    event.preventDefault();
    place = { line: Math.max(1, event.lineno), column: Math.max(1, event.colno) };
  };
  Error.stackTraceLimit = 0;
  addEventListener("error", listen);
  try {
    new vm.Script(`"use strict";\n${source}`, { filename: NAME, lineOffset: -1 });
  } catch (error) {
    reportError(error);
  } finally {
    removeEventListener("error", listen);
    Error.stackTraceLimit = frames;
  }
  return place;
}
