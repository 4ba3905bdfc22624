/** What the panels of secrets and hosts ask of the server, and what they change there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Secret = Schemas["SecretOut"];
export type SecretWish = Schemas["SecretIn"] & { name: string };

const SECRETS = ["workspace", "*secrets"];
const HOSTS = ["workspace", "*hosts"];
const refresh = (queryKey: string[]) => queries.invalidateQueries({ queryKey });

export function useSecrets() {
  return useQuery({ queryKey: SECRETS, queryFn: () => data(api.GET("/api/v1/secrets")) });
}

export function useSetSecret() {
  return useMutation({
    mutationFn: ({ name, ...body }: SecretWish) => data(api.PUT("/api/v1/secrets/{name}", { params: { path: { name } }, body })),
    onSuccess: () => refresh(SECRETS),
  });
}

export function useDeleteSecret() {
  return useMutation({
    mutationFn: (name: string) => api.DELETE("/api/v1/secrets/{name}", { params: { path: { name } } }),
    onSuccess: () => refresh(SECRETS),
  });
}

export function useHosts() {
  return useQuery({ queryKey: HOSTS, queryFn: () => data(api.GET("/api/v1/allowed-hosts")) });
}

export function useSetHosts() {
  return useMutation({
    mutationFn: (body: Schemas["HostsIn"]) => data(api.PUT("/api/v1/allowed-hosts", { body })),
    onError: () => refresh(HOSTS),
    onSuccess: (kept) => queries.setQueryData(HOSTS, kept),
  });
}
