/** The rule of a URL's end, the same one that the server holds: it tells a person before the server must. */

export const LONGEST_SUFFIX = 64;

const RULE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export function isSuffix(text: string): boolean {
  return RULE.test(text);
}

/** Give the nearest text that fits: what can't stand becomes a dash; `fallback` where nothing is left. */
export function suggestSuffix(text: string, fallback = "callback"): string {
  const kept = text
    .normalize("NFKC")
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, LONGEST_SUFFIX)
    .replace(/[^A-Za-z0-9]+$/, "");
  return kept || fallback;
}
