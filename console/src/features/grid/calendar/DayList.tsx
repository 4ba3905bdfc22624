/** All records of one day: those that had no room in its cell, or on a phone the day that was chosen. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { both } from "@/ui/filter/filter";
import { Trouble, Waiting } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { grouped } from "@/widgets/values/text";
import { fetchCounted } from "../api";
import { Pop } from "../bars/Pop";
import type { Query, Table } from "../model/types";
import css from "./calendar.module.css";
import { onDays } from "./days";
import { EntryFace, type EntryWish } from "./EntryFace";
import type { Entries } from "./useEntries";

const MOST = 100;

interface Props {
  day: string;
  entries: Entries;
  wish: EntryWish;
  table: Table;
  query: Query;
}

export function MoreOfDay({ hidden, top, ...props }: Props & { hidden: number; top: number }) {
  const { t } = useTranslation("grid");
  const content = (close: () => void) => (
    <div className={css["popup"]}>
      <OfDay {...props} wish={{ ...props.wish, onOpen: (record) => (close(), props.wish.onOpen(record)) }} />
    </div>
  );
  return (
    <Pop placement="right" content={content}>
      <button type="button" className={css["more"]} style={{ top }} onDoubleClick={(event) => event.stopPropagation()}>
        {t("moreOfDay", { count: hidden, number: grouped(hidden) })}
      </button>
    </Pop>
  );
}

/** Shown on a phone alone, where cells have no room. */
export function DayList({ onNew, ...props }: Props & { onNew: ((day: string) => void) | undefined }) {
  const { t } = useTranslation("grid");
  return (
    <section className={css["list"]}>
      <OfDay {...props} />
      {onNew && (
        <Button block icon={<Icon name="plus" size={14} />} onClick={() => onNew(props.day)}>
          {t("newRecord")}
        </Button>
      )}
    </section>
  );
}

function OfDay({ day, entries, wish, table, query }: Props) {
  const { t, i18n } = useTranslation("grid");
  const at = useAt();
  const { store, starts } = wish;
  const filter = both(query.filter, onDays(starts, undefined, day, day));
  const isCrowded = entries.counts !== undefined;
  const found = useQuery({
    queryKey: ["records", table.id, "*day", filter, query.q],
    queryFn: ({ signal }) => fetchCounted({ table: table.id, query: { ...query, filter, sort: starts.id, group: null } }, MOST, signal),
    enabled: isCrowded,
  });
  useEffect(() => {
    if (found.data) store.hold(found.data.items);
  }, [found.data, store]);
  const here = isCrowded ? (found.data?.items ?? []).map((one) => store.overlay.over(store.find(one._id)?.record ?? one)) : entries.list.filter(({ first, last }) => first <= day && day <= last).map(({ record }) => record);
  const count = isCrowded ? (found.data?.count ?? 0) : here.length;
  const title = new Intl.DateTimeFormat(i18n.language, { month: "long", day: "numeric", weekday: "long", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  return (
    <>
      <h3>
        {title} <span className="quiet">{t("tableCount", { count, number: grouped(count) })}</span>
      </h3>
      {found.error && <Trouble error={found.error} retry={() => void found.refetch()} />}
      {isCrowded && found.isPending && <Waiting rows={3} />}
      {here.map((record) => (
        <EntryFace key={record._id} record={record} wish={wish} at={`list ${day}`} isWhole />
      ))}
      {count > here.length && <Link to={`${at(`/tables/${encodeURIComponent(table.name)}/all`)}?filter=${encodeURIComponent(JSON.stringify(filter))}`}>{t("restAsGrid", { count: count - here.length, number: grouped(count - here.length) })}</Link>}
    </>
  );
}
