// Turns values of a script into JSON text within a budget, so that cycles, floods and traps end in a clear error instead of a
// dead child. It reads each property once; getters, `toJSON` and proxies run here, which is why it is only called inside a pump.

const stringify = JSON.stringify;
const keysOf = Object.keys;
const isArray = Array.isArray;
const finite = Number.isFinite;

const DEPTH = 200;
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const unwritable = new WeakMap<object, { tooLarge: boolean }>();

/** An error for a value that can't leave the sandbox; the message begins with the value's path. */
export function makeUnwritable(message: string, tooLarge: boolean): TypeError {
  const error = new TypeError(message);
  unwritable.set(error, { tooLarge });
  return error;
}

/** Tells such an error from all others without touching it: what scripts throw may be a proxy. */
export function findUnwritable(thrown: unknown): { tooLarge: boolean } | undefined {
  return unwritable.get(thrown as object);
}

/** What is left to write, the objects that are open, and the keys that lead to where the writer stands. */
interface Ledger {
  left: number;
  depth: number;
  readonly open: object[];
  readonly keys: (string | number)[];
}

/**
 * Writes a value as JSON text of at most `budget` characters, undefined where JSON.stringify would give undefined.
 * Throws an error of makeUnwritable for cycles, BigInts, more than 200 levels and too much text, and whatever the value's own code throws.
 */
export function write(value: unknown, name: string, budget: number): string | undefined {
  return writeValue(value, { left: budget, depth: 0, open: [], keys: [name] });
}

function writeValue(given: unknown, ledger: Ledger): string | undefined {
  const value = typeof given === "object" && given !== null ? plain(given, ledger) : given;
  switch (typeof value) {
    case "string":
      spend(value.length + 2, ledger);
      return stringify(value);
    case "number":
      spend(4, ledger);
      return finite(value) ? `${value}` : "null";
    case "boolean":
      return value ? "true" : "false";
    case "object":
      return value === null ? "null" : writeObject(value, ledger);
    case "bigint":
      throw refusal("is a BigInt, which JSON can't say; use String(…)", ledger);
    default:
      return undefined;
  }
}

/** What JSON sees of an object: the result of its `toJSON`, the primitive inside a boxed one. */
function plain(value: object, ledger: Ledger): unknown {
  const toJSON = (value as { toJSON?: unknown }).toJSON;
  const key = ledger.depth === 0 ? "" : `${ledger.keys[ledger.depth]}`;
  const told = typeof toJSON === "function" ? (value as { toJSON(key: string): unknown }).toJSON(key) : value;
  if (told instanceof Number) return Number(told);
  if (told instanceof String) return String(told);
  if (told instanceof Boolean) return told.valueOf();
  return told;
}

function writeObject(value: object, ledger: Ledger): string {
  for (let level = 0; level < ledger.depth; level++) {
    if (ledger.open[level] === value) throw refusal("contains itself", ledger);
  }
  if (ledger.depth >= DEPTH) throw refusal(`is more than ${DEPTH} levels deep`, ledger);
  ledger.open[ledger.depth] = value;
  ledger.depth += 1;
  const text = isArray(value) ? writeList(value, ledger) : writeMembers(value as Record<string, unknown>, ledger);
  ledger.depth -= 1;
  return text;
}

function writeList(list: readonly unknown[], ledger: Ledger): string {
  const { depth, keys } = ledger;
  const length = list.length;
  let text = "";
  for (let index = 0; index < length; index++) {
    keys[depth] = index;
    spend(1, ledger);
    text += (index === 0 ? "" : ",") + (writeValue(list[index], ledger) ?? "null");
  }
  return `[${text}]`;
}

function writeMembers(value: Record<string, unknown>, ledger: Ledger): string {
  const { depth, keys } = ledger;
  const names = keysOf(value);
  let text = "";
  for (let index = 0; index < names.length; index++) {
    const name = names[index];
    keys[depth] = name;
    spend(name.length + 4, ledger);
    const member = writeValue(value[name], ledger);
    if (member !== undefined) text += `${text === "" ? "" : ","}${stringify(name)}:${member}`;
  }
  return `{${text}}`;
}

function spend(characters: number, ledger: Ledger): void {
  ledger.left -= characters;
  if (ledger.left < 0) throw makeUnwritable(`${ledger.keys[0]} is too large`, true);
}

function refusal(why: string, { depth, keys }: Ledger): TypeError {
  let path = `${keys[0]}`;
  for (let level = 1; level <= depth && level < 12; level++) {
    const key = keys[level];
    if (typeof key === "number") path += `[${key}]`;
    else path += IDENTIFIER.test(key) ? `.${key}` : `[${stringify(key.slice(0, 64))}]`;
  }
  return makeUnwritable(`${path}${depth >= 12 ? "…" : ""} ${why}`, false);
}
