/** Who is signed in, in which workspace, and what they may do there. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, data, type Schemas } from "@/api/client";

export type Me = Schemas["MeOut"];
export type Permission = Me["permissions"][number];

/** Ask who this is. The frame asks before anything else is drawn, so pages find the answer there. */
export function useMe() {
  return useQuery({ queryKey: ["workspace", "me"], queryFn: () => data(api.GET("/api/v1/me")), staleTime: 60_000 });
}

/** Tell whether whoever is signed in has a permission. */
export function useMay(permission: Permission): boolean {
  return useMe().data?.permissions.includes(permission) ?? false;
}

/** Give the way from the workspace's root: `at("/webhooks")` is "/w/main/webhooks". */
export function useAt(): (path: string) => string {
  const { workspace = "main" } = useParams();
  return (path) => `/w/${workspace}${path}`;
}
