/** The body that is tried: text that should be JSON. Pure functions. */

export type Read = { ok: true } | { ok: false; problem: string };

export function readBody(text: string): Read {
  try {
    JSON.parse(text);
    return { ok: true };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Lay JSON out anew without touching a number or a text: long integers stay exact. */
export function layOut(text: string): string {
  if (!readBody(text).ok) return text;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  let depth = 0;
  let out = "";
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (token === "}" || token === "]") {
      depth -= 1;
      out += before === "{" || before === "[" ? token : line() + token;
    } else {
      if (before === "{" || before === "[" || before === ",") out += line();
      out += token === ":" ? ": " : token;
      if (token === "{" || token === "[") depth += 1;
    }
  });
  return out;
}

/** Give the length in bytes, as it goes over the wire. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
