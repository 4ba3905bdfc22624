/** What happened to a record, the latest first: each change with its old and new value, and where it came from. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, data } from "@/api/client";
import { useAt, useMay } from "@/app/session";
import { Trouble, Waiting } from "@/ui/states";
import { Icon, type IconName } from "@/widgets/icon";
import { Avatar } from "@/widgets/small";
import { Ago } from "@/widgets/time";
import type { Sources } from "@/widgets/values/field";
import { ValueView } from "@/widgets/values/ValueView";
import { fetchHistory, type Changed } from "../api";
import type { Column, Rec, Table } from "../model/types";
import { sameValue } from "../store/writes";
import css from "./record.module.css";

interface Props {
  table: Table;
  columns: readonly Column[];
  record: Rec;
  sources: Sources;
}

/** Give the words for who did something: a person's name, a webhook's label, or what kind of thing it was. */
export function useActorName(sources: Sources): (actor: string) => string {
  const { t } = useTranslation("records");
  const may = useMay("webhooks:write");
  const webhooks = useQuery({ queryKey: ["webhooks", "*labels"], queryFn: () => data(api.GET("/api/v1/webhooks", { params: { query: { limit: 1000 } } })), enabled: may, staleTime: 60_000 });
  return useCallback(
    (actor: string) => {
      const [kind = "", id] = actor.split(":");
      if (kind === "person") return sources.people.find((one) => one.id === id)?.name ?? t("byPerson");
      if (kind === "webhook") return webhooks.data?.items.find((one) => one.id === id)?.label ?? t("byWebhook");
      return kind === "token" ? t("byToken") : t("bySystem");
    },
    [sources.people, t, webhooks.data],
  );
}

export function Timeline({ table, columns, record, sources }: Props) {
  const { t } = useTranslation("records");
  const nameOf = useActorName(sources);
  const history = useInfiniteQuery({
    queryKey: ["records", table.id, record._id, "history", record._version],
    queryFn: ({ pageParam }) => fetchHistory(table.id, record._id, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (before) => before,
  });
  const changes = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={css["timeline"]} aria-label={t("timeline")}>
      <h3>{t("timeline")}</h3>
      {history.error && <Trouble error={history.error} retry={() => void history.refetch()} />}
      {history.isPending && <Waiting rows={3} />}
      <ol>
        {changes.map((change) => (
          <Entry key={`${change.version} ${change.at}`} actor={change.by} at={change.at} name={change.by_name ?? nameOf(change.by)} event={change.source_event}>
            <Told change={change} columns={columns} sources={sources} />
          </Entry>
        ))}
      </ol>
      {history.hasNextPage && (
        <Button size="small" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t("earlier")}
        </Button>
      )}
    </section>
  );
}

const WORDS = { create: "madeIt", delete: "trashedIt", restore: "restoredIt" } as const;

function Told({ change, columns, sources }: { change: Changed; columns: readonly Column[]; sources: Sources }) {
  const { t } = useTranslation("records");
  if (change.operation !== "update") return <>{t(WORDS[change.operation])}</>;
  const told = columns.filter((one) => (one.id in change.before || one.id in change.after) && !sameValue(change.before[one.id], change.after[one.id]));
  if (told.length === 0) return <>{t("changedIt")}</>;
  return (
    <>
      {t("changedFields")}
      {told.map((column) => (
        <span key={column.id} className={css["change"]}>
          <span className="quiet">{column.label}</span>
          <ValueView field={column} value={change.before[column.id]} sources={sources} />
          <Icon name="arrow-right" size={12} />
          <ValueView field={column} value={change.after[column.id]} sources={sources} />
        </span>
      ))}
    </>
  );
}

interface EntryProps {
  actor: string;
  at: string;
  name: string;
  event: string | null;
  children: React.ReactNode;
}

const PICTURES: Readonly<Record<string, IconName>> = { webhook: "webhook", token: "key" };

function Entry({ actor, at, name, event, children }: EntryProps) {
  const { t } = useTranslation("records");
  const to = useAt();
  const maySee = useMay("events:read");
  const kind = actor.split(":")[0] ?? "";
  return (
    <li className={css["entry"]}>
      {kind === "person" ? (
        <Avatar name={name} size={24} />
      ) : (
        <span className={css["dot"]}>
          <Icon name={PICTURES[kind] ?? "settings"} size={14} />
        </span>
      )}
      <div className={css["told"]}>
        <div>
          <strong>{name}</strong> {children}
        </div>
        {event && maySee && (
          <Link to={to(`/events/${event}`)}>
            {t("openEvent")} <span className="mono">{event.slice(0, 8)}</span>
          </Link>
        )}
      </div>
      <span className={css["at"]}>
        <Ago at={at} />
      </span>
    </li>
  );
}
