/** What the page of a bulk replay asks the server. Whatever a job changes is kept under "jobs". */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, context, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Replay = Schemas["BulkReplayOut"];
export type Item = Schemas["ReplayItemOut"];
export type Outcome = NonNullable<Item["outcome"]>;

const POLL_MS = 1_500;
const PAGE = 50;
const ENDED: readonly Replay["state"][] = ["done", "failed", "cancelled"];

/** Tell whether nothing more happens to it by itself. */
export function hasEnded(state: Replay["state"]): boolean {
  return ENDED.includes(state);
}

export function isMoving(replay: Replay): boolean {
  return (!hasEnded(replay.state) && !replay.paused) || (replay.undo != null && !hasEnded(replay.undo.state));
}

const at = (replay: string) => ({ params: { path: { replay } } });

export function useReplay(replay: string) {
  return useQuery({
    queryKey: ["jobs", "replay", replay],
    queryFn: () => data(api.GET("/api/v1/replays/{replay}", at(replay))),
    refetchInterval: ({ state }) => (state.data && isMoving(state.data) ? POLL_MS : false),
  });
}

export function useItems(replay: string, outcome: Outcome | undefined, finished: number) {
  return useInfiniteQuery({
    queryKey: ["replayItems", replay, outcome ?? "", finished],
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/replays/{replay}/items", { params: { path: { replay }, query: { outcome, limit: PAGE, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Do something with a replay; the answer is the replay as it is then (or, for `write`, the new one). */
export function useAct(replay: string) {
  return useMutation({
    mutationFn: async (act: "pause" | "resume" | "cancel" | "undo" | "write"): Promise<Replay> => {
      if (act === "pause") return data(api.POST("/api/v1/replays/{replay}/pause", at(replay)));
      if (act === "resume") return data(api.POST("/api/v1/replays/{replay}/resume", at(replay)));
      if (act === "cancel") return data(api.POST("/api/v1/replays/{replay}/cancel", at(replay)));
      if (act === "undo") return data(api.POST("/api/v1/replays/{replay}/undo", at(replay)));
      return data(api.POST("/api/v1/replays/{replay}/write", at(replay)));
    },
    onSuccess: (told) => {
      queries.setQueryData(["jobs", "replay", told.id], told);
      for (const topic of ["jobs", "events", "eventList", "records"]) void queries.invalidateQueries({ queryKey: [topic] });
    },
  });
}

/** Where the whole result is downloaded. */
export function resultHref(replay: string): string {
  return `/api/v1/replays/${replay}/result?workspace=${encodeURIComponent(context.workspace)}`;
}
