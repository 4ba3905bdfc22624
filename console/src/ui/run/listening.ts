/** Waits for the next event of a webhook, for three minutes at most; then it asks whether to go on. */
import { useCallback, useEffect, useRef, useState } from "react";
import { api, Problem } from "@/api/client";
import type { Event } from "./reads";

export const LISTEN_S = 180;
const STEP_S = 20;
const AGAIN_MS = 2_000;

export type Listening =
  | { state: "idle" }
  | { state: "waiting"; until: number }
  | { state: "over" }
  | { state: "came"; event: Event };

/** Ask the server once: an event, or from where to go on. */
async function askNext(webhook: string, after: string, signal: AbortSignal): Promise<{ event?: Event; after: string }> {
  const query = { wait: STEP_S, ...(after ? { after } : {}) };
  const { data, response } = await api.GET("/api/v1/webhooks/{webhook}/next", { params: { path: { webhook }, query }, signal });
  return { event: response.status === 200 ? data : undefined, after: response.headers.get("leadbase-after") ?? after };
}

async function hear(webhook: string, until: number, signal: AbortSignal): Promise<Event | undefined> {
  let after = "";
  while (Date.now() < until && !signal.aborted) {
    try {
      const heard = await askNext(webhook, after, signal);
      if (heard.event) return heard.event;
      after = heard.after;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof Problem && (error.code === "network" || error.status >= 500))) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  return undefined;
}

/** Give where the listening stands, and what begins and ends it. */
export function useListening(webhook: string, onFailed: (error: unknown) => void) {
  const [now, setNow] = useState<Listening>({ state: "idle" });
  const running = useRef<AbortController>(undefined);
  const stop = useCallback(() => {
    running.current?.abort();
    setNow({ state: "idle" });
  }, []);
  const start = useCallback(() => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const until = Date.now() + LISTEN_S * 1000;
    setNow({ state: "waiting", until });
    const over = setTimeout(() => {
      control.abort();
      setNow({ state: "over" });
    }, LISTEN_S * 1000);
    hear(webhook, until, control.signal)
      .then((event) => event && setNow({ state: "came", event }))
      .catch((error: unknown) => {
        setNow({ state: "idle" });
        onFailed(error);
      })
      .finally(() => clearTimeout(control.signal.aborted ? undefined : over));
    control.signal.addEventListener("abort", () => clearTimeout(over));
  }, [webhook, onFailed]);
  useEffect(() => () => running.current?.abort(), []);
  return { now, start, stop };
}
