/** What the server finds for what was typed: fields, records by their words, events by whose lead they are or their id. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data, type Schemas } from "@/api/client";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { clockTime } from "@/widgets/time";
import type { Thing } from "./things";

type Found = Schemas["FoundOut"];

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

export function useFound(query: string): { things: Thing[]; isFetching: boolean } {
  const told = useTold();
  const q = useSettled(query.trim());
  const found = useQuery({
    queryKey: ["search", q],
    queryFn: ({ signal }) => data(api.GET("/api/v1/search", { params: { query: { q } }, signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  return { things: q && query.trim() && found.data ? told(found.data) : [], isFetching: found.isFetching };
}

/** Say of each thing what it is and where it stands. */
function useTold(): (found: Found) => Thing[] {
  const { t } = useTranslation(["palette", "events"]);
  const at = useAt();
  const tables = useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) }).data?.items;
  const hueOf = (table: string) => (tables?.find((one) => one.id === table)?.hue ?? "blue") as Hue;
  return (found) => [
    ...found.fields.map((one): Thing => ({ id: `field:${one.id}`, group: "go", icon: "text", label: one.label, words: [one.name, one.id], note: t("fieldOf", { table: one.table.label }), fits: true, to: at(`/tables/${encodeURIComponent(one.table.name)}/design`) })),
    ...found.records.map((one): Thing => ({ id: `record:${one.id}`, group: "records", icon: "rows", hue: hueOf(one.table.id), label: one.title ?? one.id, note: [one.detail, one.table.label].filter(Boolean).join(" · "), fits: true, to: at(`/records/${encodeURIComponent(one.table.name)}/${one.id}`) })),
    ...found.events.map((one): Thing => ({ id: `event:${one.id}`, group: "events", icon: "activity", label: one.title ?? t("events:unnamed"), words: [one.id], note: `${clockTime(one.received_at)} · ${one.webhook ?? "–"} · ${t(`events:state_${one.state as Schemas["State"]}`)}`, fits: true, to: at(`/events/${one.id}`) })),
  ];
}
