/** What the settings ask of the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Installation = Schemas["InstallationOut"];

export function useInstallation(enabled: boolean) {
  return useQuery({ queryKey: ["workspace", "settings"], enabled, queryFn: () => data(api.GET("/api/v1/settings")) });
}

export function useChangeWorkspace(name: string) {
  return useMutation({
    mutationFn: (body: Schemas["WorkspacePatch"]) => data(api.PATCH("/api/v1/workspaces/{name}", { params: { path: { name } }, body })),
    onSuccess: () => queries.invalidateQueries(),
  });
}

export function useRename() {
  return useMutation({
    mutationFn: (name: string) => data(api.PATCH("/api/v1/me", { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["workspace"] }),
  });
}

export function useChangePassword() {
  return useMutation({
    mutationFn: (body: Schemas["OwnPasswordIn"]) => api.PUT("/api/v1/me/password", { body }),
  });
}

/** What an import did, or (in a dry run) would do. */
export type Imported = Schemas["ImportedOut"];

export function useImportBundle() {
  return useMutation({
    mutationFn: (body: Schemas["ImportIn"]) => data(api.POST("/api/v1/bundle/import", { body })),
    onSuccess: (imported) => (imported.applied ? queries.invalidateQueries() : undefined),
  });
}

export function useOwnSessions() {
  return useQuery({ queryKey: ["workspace", "sessions"], queryFn: () => data(api.GET("/api/v1/me/sessions")) });
}

export function useEndOtherSessions() {
  return useMutation({
    mutationFn: () => data(api.DELETE("/api/v1/me/sessions")),
    onSettled: () => queries.invalidateQueries({ queryKey: ["workspace", "sessions"] }),
  });
}

/** 3.9 GiB, 512 KiB: units of 1024, as disks and limits are counted here. */
export function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
