/** The bar above the days, and the days of a month or a week. */
import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { both } from "@/ui/filter/filter";
import { useShortcuts } from "@/ui/keys";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { grouped, nowAs } from "@/widgets/values/text";
import { countRecords } from "../api";
import { cardColumns } from "../model/kinds";
import type { Column, Rec, Table } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Writer } from "../store/writes";
import type { ViewParts } from "../useView";
import css from "./calendar.module.css";
import { dayAfter, daysBetween, dayOf, monthAfter, MOST, valueAfter, type Scale } from "./days";
import { EntryFace, type EntryWish } from "./EntryFace";
import { Month } from "./Month";
import { useEntries } from "./useEntries";
import { Week } from "./Week";

interface Props {
  table: Table;
  parts: ViewParts;
  starts: Column;
  ends: Column | undefined;
  store: RecordStore;
  writer: Writer;
  day: string;
  scale: Scale;
  weeks: readonly (readonly string[])[];
  opened: string | undefined;
  onGo: (day: string, scale?: Scale) => void;
  onNew: ((day: string) => void) | undefined;
}

export function Calendar(props: Props) {
  const { table, parts, starts, ends, store, writer, day, scale, weeks, opened, onGo, onNew } = props;
  const { t } = useTranslation("grid");
  const [inAir, lift] = useState<Rec>();
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }));
  const days = useMemo(() => weeks.flat(), [weeks]);
  const entries = useEntries(store, starts, ends, days, parts.state.query, MOST);
  const { all, columns, sources, state } = parts;
  const shown = useMemo(() => cardColumns(all, [starts.id, ends?.id]), [all, ends?.id, starts.id]);
  const mayMove = parts.mayWrite && !starts.computed;
  const move = useMove(starts, ends, store, writer);
  const wish: EntryWish = { starts, title: columns.find((one) => !shown.includes(one) && one !== starts && one !== ends), shown, colourBy: all.find((one) => one.id === state.settings.colour_by), sources, store, mayMove, opened, inAir: inAir?._id, onOpen: parts.open, onMove: move };
  const dropped = ({ active, over }: Partial<DragEndEvent>) => {
    const from = inAir && dayOf(starts, store.overlay.over(inAir)[starts.id]);
    lift(undefined);
    if (active && over && from) move(String(active.data.current?.["record"]), daysBetween(from, String(over.id)));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragStart={({ active }) => lift(store.find(String(active.data.current?.["record"]))?.record)} onDragEnd={dropped} onDragCancel={() => dropped({})}>
      <div className={css["calendar"]}>
        <Head table={table} parts={parts} starts={starts} day={day} scale={scale} weeks={weeks} onGo={onGo} />
        {scale === "week" ? <Week key={weeks[0]![0]} days={weeks[0]!} entries={entries} wish={wish} onNew={onNew} /> : <Month key={day.slice(0, 7)} day={day} weeks={weeks} entries={entries} wish={wish} table={table} query={state.query} onGo={onGo} onNew={onNew} />}
        {store.isReady && entries.list.length === 0 && <p className={css["none"]}>{t(scale === "week" ? "emptyWeek" : "emptyMonth")}</p>}
      </div>
      <DragOverlay dropAnimation={null} zIndex={950}>
        {inAir && <EntryFace record={store.overlay.over(inAir)} wish={wish} isInAir />}
      </DragOverlay>
    </DndContext>
  );
}

function Head({ table, parts, starts, day, scale, weeks, onGo }: Pick<Props, "table" | "parts" | "starts" | "day" | "scale" | "weeks" | "onGo">) {
  const { t, i18n } = useTranslation("grid");
  const at = useAt();
  const step = (way: 1 | -1) => onGo(scale === "week" ? dayAfter(day, way * 7) : monthAfter(day, way));
  useShortcuts([
    { keys: "j", label: t(scale === "week" ? "weekAfter" : "monthAfter"), run: () => step(1) },
    { keys: "k", label: t(scale === "week" ? "weekBefore" : "monthBefore"), run: () => step(-1) },
    { keys: "t", label: t("today"), run: () => onGo(nowAs("date")) },
    { keys: "m", label: t("scale_month"), run: () => onGo(day, "month") },
    { keys: "w", label: t("scale_week"), run: () => onGo(day, "week") },
  ]);
  const { query } = parts.state;
  const undated = useMemo(() => both(query.filter, { field: starts.id, op: "is_empty" }), [query.filter, starts.id]);
  const count = useQuery({ queryKey: ["records", table.id, "*undated", undated, query.q], queryFn: () => countRecords({ table: table.id, query: { ...query, filter: undated, group: null } }) });
  const say = (text: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.language, { timeZone: "UTC", ...options }).format(new Date(`${text}T00:00:00Z`));
  const [first, last] = [weeks[0]![0]!, weeks.at(-1)!.at(-1)!];
  const title = scale === "week" ? `${say(first, { year: "numeric", month: "short", day: "numeric" })} – ${say(last, { month: "short", day: "numeric" })}` : say(day, { year: "numeric", month: "long" });
  return (
    <header className={css["head"]}>
      <Button type="text" size="small" aria-label={t(scale === "week" ? "weekBefore" : "monthBefore")} icon={<Icon name="chevron-left" />} onClick={() => step(-1)} />
      <Button type="text" size="small" aria-label={t(scale === "week" ? "weekAfter" : "monthAfter")} icon={<Icon name="chevron-right" />} onClick={() => step(1)} />
      <h2 aria-live="polite">{title}</h2>
      <Button size="small" onClick={() => onGo(nowAs("date"))}>
        {t("today")}
      </Button>
      {count.data !== undefined && count.data > 0 && (
        <Link className={css["undated"]} to={`${at(`/tables/${encodeURIComponent(table.name)}/all`)}?filter=${encodeURIComponent(JSON.stringify(undated))}`}>
          {t("undated", { count: count.data, number: grouped(count.data) })}
        </Link>
      )}
      <Segmented<Scale> size="small" className={css["scale"]} aria-label={t("scale")} value={scale} options={(["month", "week"] as const).map((value) => ({ value, label: t(`scale_${value}`) }))} onChange={(next) => onGo(day, next)} />
    </header>
  );
}

/** Move a record by days, its end with its start: at once, with a way back. */
function useMove(starts: Column, ends: Column | undefined, store: RecordStore, writer: Writer) {
  const { t } = useTranslation("grid");
  const { done, failed } = useTell();
  return (id: string, days: number) => {
    const found = store.find(id);
    if (!found || days === 0) return;
    const record = store.overlay.over(found.record);
    store.hold([found.record]);
    const fields = [starts, ...(ends && !ends.computed ? [ends] : [])];
    const edits = fields.flatMap((one) => {
      const value = valueAfter(one, record[one.id], days);
      return value === null ? [] : [{ record: id, field: one.id, value }];
    });
    const run = async () => {
      await writer.set(edits);
      const pendings = fields.map((one) => store.overlay.pending(id, one.id));
      if (pendings.some((one) => one?.state === "refused")) return fields.forEach((one) => writer.drop(id, one.id));
      if (pendings.every((one) => one === undefined)) done(t("movedToDay", { day: dayOf(starts, edits[0]?.value) ?? "" }), () => writer.steps.undo(), true);
    };
    run().catch(failed);
  };
}
