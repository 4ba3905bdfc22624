/** Which lines of a draft are not as they are live. Pure functions. */

const MOST = 4_000_000;

export interface LineChange {
  /** Lines of the draft, from 1, that the other lacks. */
  added: number[];
  /** How many lines of the other are gone. */
  removed: number;
}

/** Compare two texts line by line, keeping the longest run of lines they share. */
export function compareLines(live: string, draft: string): LineChange {
  const a = live.split(/\r?\n/);
  const b = draft.split(/\r?\n/);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const kept = shared(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const added = [];
  for (let at = 0; at < b.length - head - tail; at += 1) if (!kept.has(at)) added.push(head + at + 1);
  return { added, removed: a.length - head - tail - kept.size };
}

/** Give the indexes in `b` of a longest common subsequence. */
function shared(a: readonly string[], b: readonly string[]): Set<number> {
  const kept = new Set<number>();
  if (a.length * b.length > MOST) return kept;
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      kept.add(j);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}

/** Give how many lines differ: what a person sees as one changed line counts once. */
export function countChanged({ added, removed }: LineChange): number {
  return Math.max(added.length, removed);
}
