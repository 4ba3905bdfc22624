/** What the page of the audit asks the server. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, data, type Schemas } from "@/api/client";
import { auditQuery, type Filters } from "./filters";

export type Entry = Schemas["AuditOut"];
export type Author = Schemas["AuthorOut"];
export type Action = Schemas["Action"];
export type Named = Schemas["SubjectOut"];

const PAGE = 50;

export function useAudit(filters: Filters) {
  return useInfiniteQuery({
    queryKey: ["audit", filters],
    queryFn: ({ pageParam, signal }) => data(api.GET("/api/v1/audit", { params: { query: { ...auditQuery<Action>(filters), limit: PAGE, cursor: pageParam || undefined } }, signal })),
    initialPageParam: "",
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}

export function useAuthors() {
  return useQuery({ queryKey: ["audit", "*authors"], queryFn: () => data(api.GET("/api/v1/audit/authors")) }).data?.items ?? [];
}

export function useActions() {
  return useQuery({ queryKey: ["auditActions"], queryFn: () => data(api.GET("/api/v1/audit/actions")), staleTime: Infinity }).data?.items ?? [];
}
