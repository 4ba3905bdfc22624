/** What the panels of retention, backups and the check-up ask of the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, context, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Retention = Schemas["AgesOut"];
export type Kept = Schemas["KeepingOut"];
export type Forecast = Schemas["ForecastOut"];
export type Age = "payloads_days" | "events_days" | "attempts_days" | "rejected_days" | "gib";
export type Changes = Partial<Record<Age, number>>;
export type Backups = Schemas["BackupsOut"];
export type Backup = Schemas["BackupOut"];
export type Plan = Schemas["PlanIn"];

const RETENTION = ["workspace", "retention"];
const BACKUPS = ["workspace", "backups"];
const CHECKUP = ["workspace", "doctor"];
const GOING_MS = 1_000;

export function useRetention() {
  return useQuery({ queryKey: RETENTION, queryFn: () => data(api.GET("/api/v1/retention")) });
}

export function preview(body: Changes): Promise<Forecast> {
  return data(api.POST("/api/v1/retention/preview", { body }));
}

export function useChangeRetention() {
  return useMutation({
    mutationFn: (body: Changes) => data(api.PATCH("/api/v1/retention", { body })),
    onSuccess: (kept) => {
      queries.setQueryData(RETENTION, kept);
      return queries.invalidateQueries({ queryKey: ["workspace", "settings"] });
    },
  });
}

/** The backups; asked for every second while one is being made. */
export function useBackups() {
  return useQuery({
    queryKey: BACKUPS,
    queryFn: readBackups,
    refetchInterval: ({ state }) => (state.data?.going ? GOING_MS : false),
  });
}

/** Reads the backups; the check-up judges the newest one, so it is asked again when that is another. */
async function readBackups(): Promise<Backups> {
  const seen = queries.getQueryData<Backups>(BACKUPS);
  const found = await data(api.GET("/api/v1/backups"));
  if (seen && seen.items[0]?.name !== found.items[0]?.name) void queries.invalidateQueries({ queryKey: CHECKUP });
  return found;
}

const showBackups = (backups: Backups) => queries.setQueryData(BACKUPS, backups);

export function useBackUp() {
  return useMutation({ mutationFn: () => data(api.POST("/api/v1/backups")), onSuccess: showBackups });
}

export function usePlan() {
  return useMutation({ mutationFn: (body: Plan) => data(api.PUT("/api/v1/backups/plan", { body })), onSuccess: showBackups });
}

export function useDeleteBackup() {
  return useMutation({
    mutationFn: (name: string) => api.DELETE("/api/v1/backups/{name}", { params: { path: { name } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: BACKUPS }),
  });
}

/** Where the browser downloads a backup from. */
export function downloadAddress(name: string): string {
  return `/api/v1/backups/${encodeURIComponent(name)}/file?workspace=${encodeURIComponent(context.workspace)}`;
}

export function useCheckup() {
  return useQuery({ queryKey: CHECKUP, queryFn: () => data(api.GET("/api/v1/doctor")), staleTime: 60_000 });
}

/** Tell whether more goes by the one forecast than by the other. */
export function letsMoreGo(next: Forecast, now: Forecast): boolean {
  return (["events", "payloads", "attempts", "beyond_size"] as const).some((what) => next[what] > now[what]);
}
