/** Hears what changes on the server and lets go of the answers that are no longer true. */
import { useEffect, useState } from "react";
import { queries } from "./queries";

export type Line = "live" | "reconnecting" | "offline";

interface Hint {
  topic: string;
  id?: string | null;
  webhook?: string | null;
}

const OFFLINE_AFTER_MS = 8_000;
const AGAIN_AFTER_MS = 5_000;
const POLL_MS = 15_000;
const listeners = new Set<(hint: Hint) => void>();

/** The topic of a hint that stands for all that may have been missed. */
export const EVERYTHING = "*";

/** Call `listener` with each hint, such as `{topic: "records:<table>", id}`, while a component is shown. */
export function useHints(listener: (hint: Hint) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

function hear(hint: Hint): void {
  const [topic = "", of] = hint.topic.split(":");
  void queries.invalidateQueries({ queryKey: of ? [topic, of] : [topic] });
  for (const listener of listeners) listener(hint);
}

/** Let go of every answer: hints were missed. */
export function missed(): void {
  void queries.invalidateQueries();
  for (const listener of listeners) listener({ topic: EVERYTHING });
}

/** One stream of hints, opened again whenever it ends. */
class Stream {
  private source: EventSource | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;
  private toOffline: ReturnType<typeof setTimeout> | undefined;
  private wasCut = false;

  constructor(
    private readonly workspace: string,
    private readonly tell: (line: Line, caughtUp: boolean) => void,
  ) {}

  open(): void {
    clearTimeout(this.again);
    this.source?.close();
    const source = new EventSource(`/api/v1/live?workspace=${encodeURIComponent(this.workspace)}`);
    this.source = source;
    source.addEventListener("hello", () => this.joined());
    source.addEventListener("hint", (event) => hear(JSON.parse(event.data) as Hint));
    source.addEventListener("gap", missed);
    source.addEventListener("error", () => this.cut());
  }

  close(): void {
    clearTimeout(this.again);
    clearTimeout(this.toOffline);
    this.source?.close();
  }

  private joined(): void {
    clearTimeout(this.toOffline);
    this.toOffline = undefined;
    const caughtUp = this.wasCut;
    this.wasCut = false;
    if (caughtUp) missed();
    this.tell("live", caughtUp);
  }

  /** A browser tries again by itself after a cut, but not after a refusal. */
  cut(): void {
    if (this.source?.readyState === EventSource.CLOSED) this.again = setTimeout(() => this.open(), AGAIN_AFTER_MS);
    if (!this.wasCut) this.tell("reconnecting", false);
    this.wasCut = true;
    this.toOffline ??= setTimeout(() => this.tell("offline", false), OFFLINE_AFTER_MS);
  }
}

/** Keep one stream open for the workspace; while there is none, what is shown is asked for again by the clock. */
export function useLive(workspace: string, onCaughtUp: () => void): Line {
  const [line, setLine] = useState<Line>("reconnecting");
  useEffect(() => {
    let wasOffline = false;
    const stream = new Stream(workspace, (next, caughtUp) => {
      setLine(next);
      if (caughtUp && wasOffline) onCaughtUp();
      wasOffline = next === "offline" || (wasOffline && next !== "live");
    });
    stream.open();
    // A browser that knows it has no network says so long before the stream is missed.
    const lost = () => stream.cut();
    const back = () => stream.open();
    addEventListener("offline", lost);
    addEventListener("online", back);
    return () => {
      removeEventListener("offline", lost);
      removeEventListener("online", back);
      stream.close();
    };
  }, [workspace, onCaughtUp]);
  useEffect(() => {
    if (line === "live") return;
    const timer = setInterval(missed, POLL_MS);
    return () => clearInterval(timer);
  }, [line]);
  return line;
}
