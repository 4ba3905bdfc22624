/** A week: a column for each day, its records by time, with what the view shows of them. */
import { useDroppable } from "@dnd-kit/core";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { grouped, nowAs } from "@/widgets/values/text";
import { EntryFace, type EntryWish } from "./EntryFace";
import type { Entries } from "./useEntries";
import css from "./week.module.css";

interface Props {
  days: readonly string[];
  entries: Entries;
  wish: EntryWish;
  onNew: ((day: string) => void) | undefined;
}

export function Week({ days, ...props }: Props) {
  return (
    <div className={css["columns"]}>
      {days.map((day) => (
        <Column key={day} day={day} {...props} />
      ))}
    </div>
  );
}

function Column({ day, entries, wish, onNew }: Omit<Props, "days"> & { day: string }) {
  const { t, i18n } = useTranslation("grid");
  const { setNodeRef, isOver } = useDroppable({ id: day });
  const here = entries.list.filter(({ first, last }) => first <= day && day <= last);
  const hidden = (entries.counts?.get(day) ?? 0) - here.length;
  const at = new Date(`${day}T00:00:00Z`);
  const say = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(i18n.language, { timeZone: "UTC", ...options }).format(at);
  return (
    <section ref={setNodeRef} className={css["column"]} data-over={isOver || undefined} data-today={day === nowAs("date") || undefined} data-day={day} aria-label={say({ dateStyle: "full" })} onDoubleClick={() => onNew?.(day)}>
      <header>
        <span>{say({ weekday: "short" })}</span>
        <b>{Number(day.slice(8))}</b>
        {onNew && <Button type="text" size="small" className={css["add"]} aria-label={`${t("newRecord")}: ${say({ dateStyle: "full" })}`} icon={<Icon name="plus" size={12} />} onClick={() => onNew(day)} />}
      </header>
      <div className={css["stack"]}>
        {here.map(({ record, first, last }) => (
          <EntryFace key={record._id} record={record} wish={wish} at={day} startsBefore={first < day} endsAfter={last > day} isWhole />
        ))}
        {hidden > 0 && <span className="quiet">{t("moreOfDay", { count: hidden, number: grouped(hidden) })}</span>}
      </div>
    </section>
  );
}
