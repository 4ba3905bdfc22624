/** What differs between two payloads, member by member. */
import { kindOf, members, spell, write, type Path } from "@/widgets/json/rows";

export interface Difference {
  path: string;
  kind: "added" | "removed" | "changed";
  before?: string;
  after?: string;
}

/** List what changed from one value to another; the order of members doesn't count. */
export function differences(before: unknown, after: unknown, path: Path = []): Difference[] {
  const kind = kindOf(before);
  if (kind !== kindOf(after)) return [{ path: spell(path), kind: "changed", before: write(before), after: write(after) }];
  if (kind !== "object" && kind !== "array") {
    const [old, now] = [write(before), write(after)];
    return old === now ? [] : [{ path: spell(path), kind: "changed", before: old, after: now }];
  }
  const olds = new Map(members(before));
  const news = new Map(members(after));
  const removed = [...olds].filter(([name]) => !news.has(name)).map(([name, value]): Difference => ({ path: spell([...path, name]), kind: "removed", before: write(value) }));
  const rest = [...news].flatMap(([name, value]): Difference[] => {
    if (!olds.has(name)) return [{ path: spell([...path, name]), kind: "added", after: write(value) }];
    return differences(olds.get(name), value, [...path, name]);
  });
  return [...rest, ...removed];
}
