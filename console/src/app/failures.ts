/** How many failures wait for a person: the red number in the menu. */
import { useQuery } from "@tanstack/react-query";
import { api, data } from "@/api/client";
import { useMay } from "./session";

/** Count the failed events that no person has looked at; those that are tried again by themselves don't count. */
export function useUnseen(): number {
  const mayEvents = useMay("events:read");
  const groups = useQuery({
    queryKey: ["events", "failures", "unseen"],
    queryFn: () => data(api.GET("/api/v1/events/failures", { params: { query: { seen: false, limit: 100 } } })),
    enabled: mayEvents,
  });
  return groups.data?.items.reduce((sum, group) => sum + group.unseen, 0) ?? 0;
}
