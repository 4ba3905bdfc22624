/** A month: a row for each week, on a phone dots and the list of one day. */
import { useDroppable } from "@dnd-kit/core";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { grouped, nowAs } from "@/widgets/values/text";
import type { Query, Table } from "../model/types";
import css from "./calendar.module.css";
import { DayList, MoreOfDay } from "./DayList";
import { segmentsOf, type Scale } from "./days";
import { EntryFace, type EntryWish } from "./EntryFace";
import type { Entries } from "./useEntries";

interface Props {
  day: string;
  weeks: readonly (readonly string[])[];
  entries: Entries;
  wish: EntryWish;
  table: Table;
  query: Query;
  onGo: (day: string, scale?: Scale) => void;
  onNew: ((day: string) => void) | undefined;
}

const NUMBER = 26;
const LINE = 23;

export function Weekdays({ days }: { days: readonly string[] }) {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { weekday: "short", timeZone: "UTC" });
  return (
    <div className={css["weekdays"]} aria-hidden>
      {days.map((day) => (
        <span key={day}>{format.format(new Date(`${day}T00:00:00Z`))}</span>
      ))}
    </div>
  );
}

export function Month(props: Props) {
  const { day, weeks, entries, wish, onNew } = props;
  const box = useRef<HTMLDivElement>(null);
  const [lines, fit] = useState(3);
  const rows = weeks.length;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => fit(Math.max(1, Math.floor((element.clientHeight / rows - NUMBER - 4) / LINE)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rows]);
  return (
    <>
      <Weekdays days={weeks[0]!} />
      <div className={css["weeks"]} ref={box}>
        {weeks.map((week) => (
          <WeekRow key={week[0]} {...props} week={week} lines={lines} />
        ))}
      </div>
      <DayList day={day} entries={entries} wish={wish} table={props.table} query={props.query} onNew={onNew} />
    </>
  );
}

function WeekRow({ week, lines, day: chosen, entries, wish, table, query, onGo, onNew }: Props & { week: readonly string[]; lines: number }) {
  const segments = segmentsOf(week, entries.list);
  const on = (place: number) => segments.filter(({ from, to }) => from <= place && place <= to);
  // A day that has more than fit gives its last line to the way to them.
  const room = week.map((day, place) => {
    const here = on(place);
    const all = Math.max(here.length, entries.counts?.get(day) ?? 0);
    const isFull = all > here.length || here.some(({ line }) => line >= lines);
    return { all, isFull, lines: isFull ? lines - 1 : lines };
  });
  const isShown = ({ from, to, line }: { from: number; to: number; line: number }) => room.slice(from, to + 1).every((one) => line < one.lines);
  const shown = segments.filter(isShown);
  return (
    <div className={css["week"]}>
      {week.map((day, place) => {
        const hidden = room[place]!.all - on(place).filter(isShown).length;
        return (
          <Day key={day} day={day} isOther={day.slice(0, 7) !== chosen.slice(0, 7)} isChosen={day === chosen} onNew={onNew} onChoose={() => onGo(day)}>
            <span className={css["dots"]} aria-hidden>
              {on(place).slice(0, 3).map(({ record }) => (
                <i key={record._id} />
              ))}
            </span>
            {hidden > 0 && <MoreOfDay day={day} hidden={hidden} entries={entries} wish={wish} table={table} query={query} top={NUMBER + Math.max(0, lines - 1) * LINE} />}
          </Day>
        );
      })}
      {shown.map((one) => (
        <div key={`${one.record._id} ${one.from}`} className={css["segment"]} style={{ left: `calc(${(one.from / 7) * 100}% + 3px)`, width: `calc(${((one.to - one.from + 1) / 7) * 100}% - 7px)`, top: NUMBER + one.line * LINE }}>
          <EntryFace record={one.record} wish={wish} at={week[0]} startsBefore={one.startsBefore} endsAfter={one.endsAfter} />
        </div>
      ))}
    </div>
  );
}

interface DayProps {
  day: string;
  isOther: boolean;
  isChosen: boolean;
  onNew: ((day: string) => void) | undefined;
  onChoose: () => void;
  children: React.ReactNode;
}

function Day({ day, isOther, isChosen, onNew, onChoose, children }: DayProps) {
  const { t, i18n } = useTranslation("grid");
  const { setNodeRef, isOver } = useDroppable({ id: day });
  const label = new Intl.DateTimeFormat(i18n.language, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  return (
    <div ref={setNodeRef} className={css["day"]} data-other={isOther || undefined} data-chosen={isChosen || undefined} data-over={isOver || undefined} data-today={day === nowAs("date") || undefined} data-day={day} onDoubleClick={() => onNew?.(day)}>
      <button type="button" className={css["number"]} aria-label={label} aria-current={day === nowAs("date") ? "date" : undefined} onClick={onChoose}>
        {grouped(Number(day.slice(8)))}
      </button>
      {onNew && <Button type="text" size="small" className={css["add"]} aria-label={`${t("newRecord")}: ${label}`} icon={<Icon name="plus" size={12} />} onClick={() => onNew(day)} />}
      {children}
    </div>
  );
}
