/** Pasted code often carries spaces that don't break where code needs plain ones. Pure functions. */

const ODD = /[\u00A0\u202F\u2007\uFEFF]/g;

/** Give the text with plain spaces, and how many it took; a byte order mark is dropped. */
export function plainSpaces(text: string): { text: string; count: number } {
  let count = 0;
  const plain = text.replace(ODD, (found) => {
    count += 1;
    return found === "\uFEFF" ? "" : " ";
  });
  return { text: plain, count };
}
