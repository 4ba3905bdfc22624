// `$modules` (and `$plugin`, the same object): the calls to the server, and the libraries that the realm was given.

import { base64, toBytes } from "./bytes.ts";
import { type Random, randomUuid } from "./globals.ts";

type Call = (name: string, values: unknown[]) => Promise<unknown>;
type Restart = (trait: string) => never;

const DATA = [
  "saveData",
  "getData",
  "updateData",
  "removeData",
  "queryData",
  "findOne",
  "countData",
  "upsertData",
  "saveMany",
];

interface Surroundings {
  readonly libraries: ReadonlyMap<string, unknown>;
  readonly call: Call;
  readonly log: (...values: unknown[]) => void;
  readonly random: Random;
  readonly restart: Restart;
  /** Whether the realm's child is its version's own, where secrets may come in the clear. */
  readonly alone: boolean;
}

/** Makes the object; what the realm lacks, a library or a child of its own, restarts the run in a realm that has it. */
export function makeModules({ libraries, call, log, random, restart, alone }: Surroundings): object {
  const data: Record<string, (...values: unknown[]) => Promise<unknown>> = {};
  for (const name of DATA) data[name] = (...values) => call(`data.${name}`, values);
  const http = { request: (...values: unknown[]) => call("http.request", values) };
  const curl = (...values: unknown[]) => call("http.curl", values);
  const secret = (...values: unknown[]) => (alone ? call("secret.get", values) : restart("alone"));
  const library = (name: string): PropertyDescriptor => {
    if (libraries.has(name)) return { value: libraries.get(name), enumerable: true, writable: true, configurable: true };
    return { get: () => restart(name), enumerable: true, configurable: true };
  };
  const digests = libraries.get("crypto") as Digests | undefined;
  const moment = libraries.has("moment-timezone") ? "moment-timezone" : "moment";
  const lib = Object.defineProperties({}, { uuid: library("uuid") });
  return Object.defineProperties({ data, http, curl, secret, log, base64, lib } as object, {
    moment: library(moment),
    lodash: library("lodash"),
    uuid: library("uuid"),
    crypto: digests === undefined ? library("crypto") : { value: makeCrypto(digests, random), enumerable: true },
  });
}

interface Hash {
  update(bytes: Uint8Array): Hash;
  digest(): Uint8Array;
}

type Digest = { create(): Hash };

interface Digests {
  readonly digests: Record<string, Digest>;
  readonly hmac: { create(digest: Digest, key: Uint8Array): Hash };
}

/** Digests in the shape that Node's `crypto` gave them, plus `hash` and `hmac` in one call. */
function makeCrypto({ digests, hmac }: Digests, random: Random): object {
  const digest = (name: unknown): Digest => {
    const plain = String(name).toLowerCase().replace(/^sha-(?=\d)/, "sha");
    if (!Object.hasOwn(digests, plain)) {
      throw new TypeError(`there is no digest "${String(name)}"; there are ${Object.keys(digests).join(", ")}`);
    }
    return digests[plain];
  };
  const createHash = (name: unknown) => wrap(digest(name).create());
  const createHmac = (name: unknown, key: unknown) => wrap(hmac.create(digest(name), toBytes(key)));
  return {
    hash: (name: unknown, value: unknown, encoding: unknown = "hex") => createHash(name).update(value).digest(encoding),
    hmac: (name: unknown, key: unknown, value: unknown, encoding: unknown = "hex") =>
      createHmac(name, key).update(value).digest(encoding),
    createHash,
    createHmac,
    randomUUID: () => randomUuid(random),
    randomBytes: (count: unknown, encoding?: unknown) => spell(random(smallCount(count)), encoding),
  };
}

interface WrappedHash {
  update(value: unknown): WrappedHash;
  digest(encoding?: unknown): unknown;
}

function wrap(hash: Hash): WrappedHash {
  const wrapped: WrappedHash = {
    update(value) {
      hash.update(toBytes(value));
      return wrapped;
    },
    digest: (encoding) => spell(hash.digest(), encoding),
  };
  return wrapped;
}

function spell(bytes: Uint8Array, encoding: unknown): unknown {
  switch (encoding) {
    case undefined:
      return bytes;
    case "hex":
      return bytes.toHex();
    case "base64":
      return bytes.toBase64();
    case "base64url":
      return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
    default:
      throw new TypeError(`there is no encoding "${String(encoding)}"; there are hex, base64, base64url`);
  }
}

function smallCount(count: unknown): number {
  const number = Number(count);
  if (!Number.isInteger(number) || number < 0 || number > 65536) throw new RangeError("the count must be 0 to 65,536");
  return number;
}
