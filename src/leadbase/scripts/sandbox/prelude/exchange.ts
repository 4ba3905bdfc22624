// The objects of one run: the request as scripts know it, the answer they fill in, and the records that calls give back.

import { makeUnwritable, write } from "./write.ts";

/** The request as the server sends it. */
export interface Order {
  readonly request: Record<string, unknown> & { headers: Record<string, string> };
  readonly check: boolean;
  readonly calls: number;
  readonly console: number;
  readonly answer: number;
}

/** `$resp` before the script touches it. */
export interface Response {
  status: unknown;
  headers: unknown;
  body: unknown;
}

/** Makes `$req`; header look-up treats upper and lower case, `-` and `_` alike. */
export function makeRequest(request: Order["request"]): object {
  request.headers = alike(request.headers);
  return request;
}

function alike(headers: Record<string, string>): Record<string, string> {
  const known = new Map<string, string>();
  for (const name of Object.keys(headers)) known.set(plainName(name), name);
  const actual = (key: string | symbol): string | symbol => {
    if (typeof key === "symbol" || Object.hasOwn(headers, key)) return key;
    return known.get(plainName(key)) ?? key;
  };
  return new Proxy(headers, {
    get: (target, key) => Reflect.get(target, actual(key)),
    has: (target, key) => Reflect.has(target, actual(key)),
  });
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

/** The answer as JSON text; throws what `write` throws. A body that was left alone is absent. */
export function writeResponse(response: Response, budget: number): string {
  const { status, headers, body } = response;
  if (typeof body === "function" || typeof body === "symbol") {
    throw makeUnwritable(`$resp.body is a ${typeof body}`, false);
  }
  const statusText = write(status, "$resp.status", 64) ?? "null";
  const headersText = write(headers, "$resp.headers", 65536) ?? "null";
  const bodyText = write(body, "$resp.body", budget);
  return `{"status":${statusText},"headers":${headersText}${bodyText === undefined ? "" : `,"body":${bodyText}`}}`;
}

/** A result of a call as the server sends it. */
type Sent = { $undefined: true } | { $value: unknown } | SentRecord | SentRecord[] | { items: SentRecord[]; next_cursor: string | null } | number;

interface SentRecord {
  $record: Record<string, unknown>;
  $names: Record<string, string>;
}

/** Makes the result that the script sees: records enumerate `_id` and field ids, API names are accessors beside them. */
export function revive(sent: Sent): unknown {
  if (typeof sent !== "object" || sent === null) return sent;
  if ("$undefined" in sent) return undefined;
  if ("$value" in sent) return sent.$value;
  const named = sharedNames();
  if (Array.isArray(sent)) return sent.map(named);
  if ("$record" in sent) return named(sent);
  return { items: sent.items.map(named), next_cursor: sent.next_cursor };
}

/** Records of one result share the object with their accessors as long as their names are the same. */
function sharedNames(): (sent: SentRecord) => object {
  let names: string | undefined;
  let accessors: object = {};
  return ({ $record, $names }) => {
    const text = JSON.stringify($names);
    if (text !== names) {
      names = text;
      accessors = makeAccessors($names);
    }
    return Object.setPrototypeOf($record, accessors) as object;
  };
}

function makeAccessors(names: Record<string, string>): object {
  const accessors = {};
  for (const name of Object.keys(names)) {
    const id = names[name];
    Object.defineProperty(accessors, name, {
      get(this: Record<string, unknown>): unknown {
        return this[id];
      },
      set(this: Record<string, unknown>, value: unknown): void {
        this[id] = value;
      },
      enumerable: false,
      configurable: true,
    });
  }
  return accessors;
}
