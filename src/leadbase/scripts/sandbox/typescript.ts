// Erases the types of a TypeScript source: every character that stays keeps its line and column, so errors point at what was
// written. What is more than types, such as an enum, would have to be rewritten; it is refused, with the remedy.

import { stripTypeScriptTypes } from "node:module";

export type Erased = { readonly source: string } | { readonly message: string; readonly line: number; readonly column: number };

/** What can't be erased, by the word that the engine's complaint has for it, and what to write instead. */
const REMEDIES: readonly (readonly [told: string, name: string, remedy: string])[] = [
  ["enum", "an enum", 'write an object instead: const Kind = { A: "a" } as const'],
  ["parameter property", "a parameter property", "declare the field and assign it in the constructor"],
  ["namespace", "a namespace", "write plain functions and objects instead"],
  ["module declaration", "a module declaration", "write plain functions and objects instead"],
  ["import equals", "import = require()", "use $modules instead"],
  ["export assignment", "export =", "a script exports nothing; leave it out"],
  ["angle-bracket", "<Type>value", "write value as Type instead"],
];
const PLACE = / at file:\/\/\/[^ ]*:(\d+):(\d+)$/;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]/g;

/** Gives the source without its types, or what is wrong with it and where; line 1, column 1 when nobody can say where. */
export function erase(source: string): Erased {
  try {
    return { source: stripTypeScriptTypes(source) };
  } catch (error) {
    return explain(messageOf(error), source);
  }
}

function explain(told: string, source: string): Erased {
  const [, line, column] = PLACE.exec(complain(narrow(source))) ?? PLACE.exec(told) ?? [];
  const remedy = REMEDIES.find(([word]) => told.includes(word));
  const message = remedy === undefined ? plain(told) : `${remedy[1]} can't be erased: ${remedy[2]}`;
  return { message: `SyntaxError: ${message}`, line: Number(line ?? 1), column: Number(column ?? 1) };
}

/** The engine counts columns by how wide characters look; where each is one wide, its columns are those of an editor. */
function narrow(source: string): string {
  return source.replace(SPACES, " ").replace(/[^\0-\x7f\u2028\u2029]/g, "_");
}

function complain(source: string): string {
  try {
    stripTypeScriptTypes(source);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

function plain(told: string): string {
  const text = told.replace(PLACE, "").replace(/^\[\w+\] /, "");
  return text === "Syntax error" ? "this is no valid TypeScript" : text;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
