/** A record on a day: its time and its name, in the hue of its choice. */
import { useDraggable } from "@dnd-kit/core";
import type { KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { shortMoment } from "@/widgets/time";
import { isBlank, optionOf, type Sources } from "@/widgets/values/field";
import { isMoment, shownText } from "@/widgets/values/text";
import { ValueView } from "@/widgets/values/ValueView";
import type { Column, Rec } from "../model/types";
import type { RecordStore } from "../store/records";
import css from "./calendar.module.css";
import { clockOf } from "./days";

/** What all records of a calendar share. */
export interface EntryWish {
  starts: Column;
  title: Column | undefined;
  shown: readonly Column[];
  colourBy: Column | undefined;
  sources: Sources;
  store: RecordStore;
  mayMove: boolean;
  opened: string | undefined;
  inAir: string | undefined;
  onOpen: (record: string) => void;
  onMove: (record: string, days: number) => void;
}

interface Props {
  record: Rec;
  wish: EntryWish;
  /** Where it stands: a record of several weeks stands in several rows. */
  at?: string;
  startsBefore?: boolean;
  endsAfter?: boolean;
  /** With the fields that the view shows. */
  isWhole?: boolean;
  isInAir?: boolean;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export function EntryFace({ record, wish, at = "", startsBefore, endsAfter, isWhole, isInAir }: Props) {
  const { t } = useTranslation("records");
  const { t: grid } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const { starts, title, shown, colourBy, sources, store, mayMove, onOpen, onMove } = wish;
  const { setNodeRef, listeners } = useDraggable({ id: `${record._id} ${at}`, data: { record: record._id }, disabled: !mayMove || isInAir });
  const text = (column: Column) => shownText(column, record[column.id], sources, { yes: ui("yes"), no: ui("no") });
  const name = (title && text(title)) || t("untitled");
  const hue = colourBy ? (isBlank(record[colourBy.id]) ? "grey" : optionOf(colourBy, record[colourBy.id]).hue) : "blue";
  const clock = clockOf(starts, record[starts.id]);
  const filled = shown.filter((one) => !isBlank(record[one.id]));
  const pending = [...store.overlay.pendings(record._id)][0];
  const press = (event: KeyboardEvent) => {
    const step = event.shiftKey && mayMove ? STEPS[event.key] : undefined;
    if (step !== undefined) onMove(record._id, step);
    else if (event.key === "Enter" || event.key === " ") onOpen(record._id);
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={setNodeRef}
      {...listeners}
      className={css["entry"]}
      role={isWhole ? "group" : "button"}
      aria-label={[clock, name].filter(Boolean).join(" ")}
      tabIndex={isInAir ? -1 : 0}
      data-own-keys
      data-record={record._id}
      data-before={startsBefore || undefined}
      data-after={endsAfter || undefined}
      data-whole={isWhole || undefined}
      data-lifted={(wish.inAir === record._id && !isInAir) || undefined}
      data-air={isInAir || undefined}
      data-opened={wish.opened === record._id || undefined}
      data-pending={pending?.state}
      title={pending ? (pending.state === "unsent" ? grid(`unsent_${pending.cause ?? "network"}`) : pending.reason) : [name, ...filled.map((one) => `${one.label}: ${text(one)}`)].join("\n")}
      style={{ background: `var(--hue-${hue}-soft)`, color: `var(--hue-${hue}-text)` }}
      onClick={(event) => (event.stopPropagation(), onOpen(record._id))}
      onKeyDown={press}
    >
      <span className={css["line"]}>
        {clock && <time>{clock}</time>}
        <strong>{name}</strong>
      </span>
      {isWhole && filled.length > 0 && (
        <span className={css["values"]}>
          {filled.map((one) => (
            <span key={one.id} title={one.label}>
              {one.shape === "timestamp" && isMoment(record[one.id]) ? shortMoment(String(record[one.id])) : <ValueView field={one} value={record[one.id]} sources={sources} />}
            </span>
          ))}
        </span>
      )}
    </div>
  );
}
