/** What the page of background work asks the server; hints of jobs let go of it. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Job = Schemas["JobOut"];
export type Schedule = Schemas["ScheduleOut"];
export type Show = "all" | "open" | "failed";

const POLL_MS = 10_000;
const PAGE = 50;
const STATES: Record<Show, Job["state"][] | undefined> = { all: undefined, open: ["queued", "running", "waiting"], failed: ["failed"] };

export function useJobs(show: Show) {
  return useInfiniteQuery({
    queryKey: ["jobs", "list", show],
    queryFn: ({ pageParam }) => data(api.GET("/api/v1/jobs", { params: { query: { state: STATES[show], limit: PAGE, cursor: pageParam || undefined } } })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: POLL_MS,
  });
}

export function useSchedules() {
  return useQuery({ queryKey: ["jobs", "schedules"], queryFn: () => data(api.GET("/api/v1/schedules")), refetchInterval: POLL_MS });
}

const forget = () => queries.invalidateQueries({ queryKey: ["jobs"] });

export function useAct(job: string) {
  return useMutation({
    mutationFn: (act: "cancel" | "retry") => data(act === "cancel" ? api.POST("/api/v1/jobs/{job}/cancel", { params: { path: { job } } }) : api.POST("/api/v1/jobs/{job}/retry", { params: { path: { job } } })),
    onSettled: forget,
  });
}

export function useRunNow(schedule: string) {
  return useMutation({
    mutationFn: () => data(api.POST("/api/v1/schedules/{schedule}/run", { params: { path: { schedule } } })),
    onSettled: forget,
  });
}
