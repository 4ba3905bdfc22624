/** What the server finds for what was typed: records by their words, events by whose lead they are or their id. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { useAt, useMay } from "@/app/session";
import { clockTime } from "@/widgets/time";
import type { Thing } from "./things";

const TYPED_FOR_MS = 180;

/** Give a text once it has stopped changing for a moment. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function useFoundEvents(query: string): { things: Thing[]; isFetching: boolean } {
  const { t } = useTranslation(["palette", "events"]);
  const at = useAt();
  const q = useSettled(query.trim());
  const mayEvents = useMay("events:read");
  const events = useQuery({
    queryKey: ["events", "palette", q],
    queryFn: ({ signal }) => data(api.GET("/api/v1/events", { params: { query: { q, limit: 4 } }, signal })),
    enabled: mayEvents && q.length > 1,
    placeholderData: keepPreviousData,
  });
  const told = (one: Schemas["EventOut"]): Thing => ({
    id: `event:${one.id}`,
    group: "events",
    icon: "activity",
    label: one.title ?? t("events:unnamed"),
    note: `${clockTime(one.received_at)} · ${one.webhook ?? "–"} · ${t(`events:state_${one.state}`)}`,
    fits: true,
    to: at(`/events/${one.id}`),
  });
  return { things: q.length > 1 ? (events.data?.items.map(told) ?? []) : [], isFetching: events.isFetching };
}
