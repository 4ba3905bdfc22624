// Frames to the server, joined per turn of the loop so that a busy child writes seldom.

import { SEEN } from "./kinds.ts";

const HEAD = 17;

export class Outbox {
  /** Frames from the server that are worked off; told with every flush, so that the server can see a stuck child. */
  seen = 0;

  private told = 0;
  private bytes = new Uint8Array(1 << 16);
  private view = new DataView(this.bytes.buffer);
  private filled = 0;
  private readonly encoder = new TextEncoder();

  /** Queues one frame. */
  add(kind: number, context: number, run: number, op: number, text: string): void {
    this.reserve(HEAD + text.length * 3);
    const at = this.filled;
    const { written } = this.encoder.encodeInto(text, this.bytes.subarray(at + HEAD));
    this.view.setUint32(at, HEAD - 4 + written, true);
    this.view.setUint8(at + 4, kind);
    this.view.setUint32(at + 5, context, true);
    this.view.setUint32(at + 9, run, true);
    this.view.setUint32(at + 13, op, true);
    this.filled = at + HEAD + written;
  }

  /** Writes what is queued. */
  flush(): void {
    if (this.seen !== this.told) this.add(SEEN, 0, 0, this.seen >>> 0, "");
    this.told = this.seen;
    for (let at = 0; at < this.filled; ) at += Deno.stdout.writeSync(this.bytes.subarray(at, this.filled));
    this.filled = 0;
  }

  private reserve(count: number): void {
    if (this.filled + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.filled + count, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.filled));
    this.view = new DataView(larger.buffer);
    this.bytes = larger;
  }
}
