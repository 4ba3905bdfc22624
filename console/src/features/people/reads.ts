/** What the page of people and tokens asks of the server, and what it changes there. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { queries } from "@/app/queries";

export type Member = Schemas["MemberOut"];
export type Role = Schemas["Role"];
export type Invitation = Schemas["InvitationOut"];
export type Token = Schemas["TokenOut"];
export type MadeToken = Schemas["MadeTokenOut"];

export const roles: readonly Role[] = ["admin", "builder", "member", "viewer"];

const MANY = 1_000;
const refresh = () => queries.invalidateQueries({ queryKey: ["people"] });

export function useMembers(enabled: boolean) {
  return useQuery({
    queryKey: ["people", "members"],
    enabled,
    queryFn: () => data(api.GET("/api/v1/people", { params: { query: { limit: MANY } } })),
  });
}

export function useInvitations(enabled: boolean) {
  return useQuery({
    queryKey: ["people", "invitations"],
    enabled,
    queryFn: () => data(api.GET("/api/v1/people/invitations", { params: { query: { limit: MANY } } })),
  });
}

export function useTokens() {
  return useQuery({
    queryKey: ["people", "tokens"],
    queryFn: () => data(api.GET("/api/v1/tokens", { params: { query: { limit: MANY } } })),
  });
}

export function useChangeMember() {
  return useMutation({
    mutationFn: ({ person, ...body }: { person: string; role?: Role; disabled?: boolean }) =>
      data(api.PATCH("/api/v1/people/{person}", { params: { path: { person } }, body })),
    onSettled: refresh,
  });
}

export function useRemoveMember() {
  return useMutation({
    mutationFn: (person: string) => api.DELETE("/api/v1/people/{person}", { params: { path: { person } } }),
    onSettled: refresh,
  });
}

export function useMakeResetLink() {
  return useMutation({
    mutationFn: (person: string) => data(api.POST("/api/v1/people/{person}/reset-link", { params: { path: { person } } })),
  });
}

export function useInvite() {
  return useMutation({
    mutationFn: (body: Schemas["InvitationIn"]) => data(api.POST("/api/v1/people/invitations", { body })),
    onSuccess: refresh,
  });
}

export function useWithdraw() {
  return useMutation({
    mutationFn: (invitation: string) =>
      api.DELETE("/api/v1/people/invitations/{invitation}", { params: { path: { invitation } } }),
    onSettled: refresh,
  });
}

export function useMakeToken() {
  return useMutation({
    mutationFn: (body: Schemas["TokenIn"]) => data(api.POST("/api/v1/tokens", { body })),
    onSuccess: refresh,
  });
}

export function useRevoke() {
  return useMutation({
    mutationFn: (token: string) => api.DELETE("/api/v1/tokens/{token}", { params: { path: { token } } }),
    onSettled: refresh,
  });
}
