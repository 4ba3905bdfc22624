// The child's main module: reads frames from the server, feeds realms, writes their frames back. It never calls code of a user
// directly and never looks into a value of theirs.
//
// A frame is: length u32 (of what follows) | kind u8 | context u32 | run u32 | op u32 | UTF-8 payload, all little-endian.

import * as kinds from "./kinds.ts";
import { Contexts } from "./contexts.ts";
import { Outbox } from "./outbox.ts";

const HEAD = 17;
const SLOW_MS = 5;

const outbox = new Outbox();
const contexts = new Contexts(outbox);
const decoder = new TextDecoder();
let bytes = new Uint8Array(1 << 18);
let filled = 0;

// A rejected promise that nobody looks after must not end the child; a refused call among them fails its run.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  contexts.blame(event.promise, event.reason);
});
addEventListener("rejectionhandled", (event) => contexts.forgive(event.promise));
addEventListener("error", (event) => event.preventDefault());

outbox.add(kinds.READY, 0, 0, 0, "");
outbox.flush();
while (await fill()) {
  let at = 0;
  const view = new DataView(bytes.buffer);
  while (filled - at >= 4) {
    const end = at + 4 + view.getUint32(at, true);
    if (end > filled) break;
    const began = performance.now();
    take(view, at, end);
    outbox.seen += 1;
    at = end;
    if (performance.now() - began > SLOW_MS) outbox.flush();
  }
  bytes.copyWithin(0, at, filled);
  filled -= at;
  outbox.flush();
}

async function fill(): Promise<boolean> {
  const whole = filled >= 4 ? new DataView(bytes.buffer).getUint32(0, true) + 4 : 0;
  if (Math.max(whole, filled + 1) > bytes.length) {
    const larger = new Uint8Array(Math.max(whole, bytes.length * 2));
    larger.set(bytes.subarray(0, filled));
    bytes = larger;
  }
  const count = await Deno.stdin.read(bytes.subarray(filled));
  filled += count ?? 0;
  return count !== null;
}

function take(view: DataView, at: number, end: number): void {
  const text = decoder.decode(bytes.subarray(at + HEAD, end));
  contexts.take(view.getUint8(at + 4), view.getUint32(at + 5, true), view.getUint32(at + 9, true), view.getUint32(at + 13, true), text);
}
