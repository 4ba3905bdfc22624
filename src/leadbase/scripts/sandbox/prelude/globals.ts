// What a script finds on `globalThis`: takes away what could leave the pump or share memory, and adds the few names of the web
// platform that scripts and libraries expect. Nothing here knows of runs.

import { decodeUtf8, encodeUtf8, fromLatin1, toLatin1 } from "./bytes.ts";
import { prepareStackTrace } from "./stack.ts";

/**
 * Removed: shared memory and code outside JavaScript (never needed), the realm's own `console` (it writes nowhere), and
 * FinalizationRegistry, whose callbacks the engine would run outside the timed pump.
 */
const REMOVED = ["WebAssembly", "SharedArrayBuffer", "Atomics", "ShadowRealm", "console", "FinalizationRegistry"];

export type Random = (count: number) => Uint8Array;

/** Removes and locks; must run before any other code of the realm's user. */
export function tidy(): void {
  for (const name of REMOVED) Reflect.deleteProperty(globalThis, name);
  // The engine hands call sites of the outer realm to this function: it must be ours, for good.
  lock(Error, "prepareStackTrace", prepareStackTrace);
  lock(globalThis, "Error", Error);
}

/** Gives an object a property that nothing can change. */
export function lock(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: false, enumerable: false, configurable: false });
}

/** Adds a global in the way built-ins stand there. */
export function provide(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}

/** Adds text, base64 and randomness. */
export function provideWeb(random: Random): void {
  provide("TextEncoder", TextEncoder);
  provide("TextDecoder", TextDecoder);
  provide("atob", (text: unknown) => toLatin1(Uint8Array.fromBase64(String(text))));
  provide("btoa", (text: unknown) => fromLatin1(String(text)).toBase64());
  provide("crypto", webCrypto(random));
}

class TextEncoder {
  get encoding(): string {
    return "utf-8";
  }

  encode(text: unknown = ""): Uint8Array {
    return encodeUtf8(String(text));
  }
}

class TextDecoder {
  constructor(label = "utf-8") {
    if (!/^utf-?8$/i.test(label)) throw new RangeError(`only utf-8 can be decoded here, not ${label}`);
  }

  get encoding(): string {
    return "utf-8";
  }

  decode(bytes: Uint8Array = new Uint8Array()): string {
    return decodeUtf8(new Uint8Array(bytes));
  }
}

function webCrypto(random: Random): object {
  return {
    getRandomValues(target: Uint8Array): Uint8Array {
      if (!ArrayBuffer.isView(target)) throw new TypeError("expected a typed array");
      if (target.byteLength > 65536) throw new RangeError("at most 65,536 bytes at once");
      new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(random(target.byteLength));
      return target;
    },
    randomUUID: (): string => randomUuid(random),
  };
}

/** A random UUID (version 4, RFC 9562). */
export function randomUuid(random: Random): string {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
