/** Hears what changes on the server and lets go of the answers that are no longer true. */
import { useEffect, useState } from "react";
import { queries } from "./queries";

export type Line = "live" | "reconnecting" | "offline";

interface Hint {
  topic: string;
  id?: string | null;
}

const OFFLINE_AFTER_MS = 15_000;
const listeners = new Set<(hint: Hint) => void>();

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

/** Keep one stream open for the workspace; after a gap everything that is shown is asked for again. */
export function useLive(workspace: string): Line {
  const [line, setLine] = useState<Line>("reconnecting");
  useEffect(() => {
    const source = new EventSource(`/api/v1/live?workspace=${encodeURIComponent(workspace)}`);
    let wasCut = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener("hello", () => {
      clearTimeout(timer);
      timer = undefined;
      setLine("live");
      if (wasCut) void queries.invalidateQueries();
      wasCut = false;
    });
    source.addEventListener("hint", (event) => hear(JSON.parse(event.data) as Hint));
    source.addEventListener("gap", () => void queries.invalidateQueries());
    source.addEventListener("error", () => {
      wasCut = true;
      setLine((now) => (now === "offline" ? now : "reconnecting"));
      timer ??= setTimeout(() => setLine("offline"), OFFLINE_AFTER_MS);
    });
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [workspace]);
  return line;
}
