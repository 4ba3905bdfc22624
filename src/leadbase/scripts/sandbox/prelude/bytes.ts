// Text and bytes: a realm has neither TextEncoder nor atob, so the prelude brings what scripts and libraries need of them.

const REPLACEMENT = 0xfffd;

/** The UTF-8 bytes of a text; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index);
    if (code >= 0xd800 && code <= 0xdfff) {
      const pair = text.codePointAt(index) as number;
      code = pair > 0xffff ? pair : REPLACEMENT;
      if (pair > 0xffff) index += 1;
    }
    if (code < 0x80) bytes[at++] = code;
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6);
      bytes[at++] = 0x80 | (code & 63);
    } else if (code < 0x10000) {
      bytes[at++] = 0xe0 | (code >> 12);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    } else {
      bytes[at++] = 0xf0 | (code >> 18);
      bytes[at++] = 0x80 | ((code >> 12) & 63);
      bytes[at++] = 0x80 | ((code >> 6) & 63);
      bytes[at++] = 0x80 | (code & 63);
    }
  }
  return bytes.slice(0, at);
}

/** The text of UTF-8 bytes; every byte that fits nowhere becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const [code, length] = codeAt(bytes, at);
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

function codeAt(bytes: Uint8Array, at: number): [code: number, length: number] {
  const first = bytes[at];
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return [REPLACEMENT, 1];
  let code = first & (0x7f >> length);
  for (let step = 1; step < length; step++) {
    const next = bytes[at + step];
    if (next === undefined || next >> 6 !== 2) return [REPLACEMENT, 1];
    code = (code << 6) | (next & 63);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length];
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least || code > 0x10ffff || surrogate ? [REPLACEMENT, 1] : [code, length];
}

/** Bytes as they are, text as its UTF-8 bytes. */
export function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return encodeUtf8(value);
  throw new TypeError("expected text or a Uint8Array");
}

/** Characters 0 to 255, one per byte. */
export function fromLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 255) throw new RangeError("the text has characters beyond U+00FF");
    bytes[index] = code;
  }
  return bytes;
}

/** The inverse of fromLatin1. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index++) text += String.fromCharCode(bytes[index]);
  return text;
}

/** Base64 text of either alphabet, padded or not, white space ignored. */
export function fromBase64(text: unknown): Uint8Array {
  const plain = String(text).replace(/\s+/g, "").replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
  return Uint8Array.fromBase64(plain);
}

/** `$modules.base64`: text (as UTF-8) or bytes, both alphabets. */
export const base64 = {
  encode: (value: unknown): string => toBytes(value).toBase64(),
  encodeUrl: (value: unknown): string => toBytes(value).toBase64({ alphabet: "base64url", omitPadding: true }),
  decode: (text: unknown): string => decodeUtf8(fromBase64(text)),
  decodeBytes: fromBase64,
};
