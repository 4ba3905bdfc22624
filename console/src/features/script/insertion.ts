/** What the field picker writes into a script, by where the cursor stands. Pure functions. */

export interface Insertion {
  text: string;
  /** How many characters before the cursor it takes the place of. */
  replaces: number;
}

const TRIGGERS = ["表", "字段"];

/** Tell which quote the end of a line's beginning stands inside of; null outside of strings, "//" in a comment. */
export function openQuote(before: string): `"` | "'" | "`" | "//" | null {
  let open: `"` | "'" | "`" | null = null;
  for (let at = 0; at < before.length; at += 1) {
    const letter = before[at];
    if (open) {
      if (letter === "\\") at += 1;
      else if (letter === open) open = null;
    } else if (letter === '"' || letter === "'" || letter === "`") open = letter;
    else if (letter === "/" && before[at + 1] === "/") return "//";
  }
  return open;
}

/**
 * Give what to write for a table or field: its name alone inside a string, quoted elsewhere. A trigger word and what
 * was begun of the name inside the string are taken away.
 */
export function insertionOf(name: string, before: string): Insertion {
  const quote = openQuote(before);
  const trigger = TRIGGERS.find((word) => before.endsWith(word));
  if (quote === "//") return { text: name, replaces: 0 };
  if (quote) {
    const begun = before.slice(before.lastIndexOf(quote) + 1);
    return { text: name, replaces: begun.length };
  }
  return { text: JSON.stringify(name), replaces: trigger?.length ?? 0 };
}
