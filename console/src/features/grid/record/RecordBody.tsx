/** A record: who it is above, its fields at the left, what happened to it at the right. */
import { Button } from "antd";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { wholeMoment } from "@/widgets/time";
import { isBlank, type Sources } from "@/widgets/values/field";
import { shownText } from "@/widgets/values/text";
import { ValueView } from "@/widgets/values/ValueView";
import { titleColumn } from "../model/columns";
import type { Column, Rec, Table } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Writer } from "../store/writes";
import { FieldRow } from "./FieldRow";
import css from "./record.module.css";
import { Timeline, useActorName } from "./Timeline";

const FOLDED_FROM = 4;

export interface BodyProps {
  table: Table;
  columns: readonly Column[];
  sources: Sources;
  store: RecordStore;
  writer: Writer;
  isReadOnly: boolean;
  id: string;
  /** It was put in the trash, or saved and done with. */
  onGone: () => void;
}

export function RecordBody({ table, columns, sources, store, writer, isReadOnly, id, onGone }: BodyProps) {
  const { t } = useTranslation("records");
  const { done, failed } = useTell();
  useSyncExternalStore(store.subscribe, store.snapshot);
  useSaveKeys(onGone);
  const found = store.find(id);
  if (!found) return null;
  const record = store.overlay.over(found.record);
  const remove = async () => {
    await writer.trash([id]);
    onGone();
    done(t("trashed"), () => writer.steps.undo(), true);
  };
  return (
    <div className={css["record"]}>
      <Head columns={columns} record={record} sources={sources} />
      <div className={css["sides"]}>
        <div className={css["fields"]}>
          <Fields columns={columns} record={record} sources={sources} store={store} writer={writer} isReadOnly={isReadOnly || store.overlay.gone.has(id)} />
          <Facts record={record} sources={sources} />
          {!isReadOnly && (
            <div>
              <Button size="small" className={css["trash"]} icon={<Icon name="trash" size={14} />} onClick={() => void remove().catch(failed)}>
                {t("trash")}
              </Button>
            </div>
          )}
        </div>
        <Timeline table={table} columns={columns} record={record} sources={sources} />
      </div>
    </div>
  );
}

/** Ctrl+S saves what is being typed, Ctrl+Enter saves and closes: leaving a field is what saves it. */
function useSaveKeys(close: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const isSave = event.key.toLowerCase() === "s";
      if (!isSave && event.key !== "Enter") return;
      event.preventDefault();
      (document.activeElement as HTMLElement | null)?.blur();
      if (!isSave) close();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [close]);
}

function Head({ columns, record, sources }: { columns: readonly Column[]; record: Rec; sources: Sources }) {
  const { t } = useTranslation("records");
  const { t: ui } = useTranslation("ui");
  const words = { yes: ui("yes"), no: ui("no") };
  const title = titleColumn(columns);
  const name = title ? shownText(title, record[title.id], sources, words) : "";
  const chips = columns.filter((one) => one.widget === "choice" && !isBlank(record[one.id])).slice(0, 2);
  const phone = columns.find((one) => one.widget === "phone" && !isBlank(record[one.id]));
  const number = phone ? String(record[phone.id]) : "";
  const isWhole = number !== "" && !number.includes("*");
  return (
    <div className={css["head"]}>
      <div className={css["title"]}>
        <h2>{name || t("untitled")}</h2>
        {chips.map((one) => (
          <ValueView key={one.id} field={one} value={record[one.id]} sources={sources} />
        ))}
      </div>
      {number && (
        <div className={css["phone"]}>
          <span className="mono">{number}</span>
          {isWhole && (
            <>
              <CopyButton text={number} what={phone?.label} />
              <Button className={css["call"]} href={`tel:${number.replace(/[^\d+]/g, "")}`} icon={<Icon name="phone" size={14} />}>
                {t("call")}
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}

interface FieldsProps {
  columns: readonly Column[];
  record: Rec;
  sources: Sources;
  store: RecordStore;
  writer: Writer;
  isReadOnly: boolean;
}

function Fields({ columns, record, sources, store, writer, isReadOnly }: FieldsProps) {
  const { t } = useTranslation("records");
  const { failed } = useTell();
  const [isOpen, open] = useState(false);
  const isEmpty = (one: Column) => isBlank(record[one.id]) && one.widget !== "switch" && !record._issues?.[one.id] && !store.overlay.pending(record._id, one.id);
  // Which are folded is settled when the record opens: a field must not jump while it is being filled.
  const [empty] = useState(() => columns.filter(isEmpty).map((one) => one.id));
  const isFolded = empty.length >= FOLDED_FROM && empty.length < columns.length;
  const row = (column: Column) => (
    <FieldRow
      key={column.id}
      column={column}
      value={record[column.id] ?? null}
      issue={record._issues?.[column.id]}
      pending={store.overlay.pending(record._id, column.id)}
      sources={sources}
      isReadOnly={isReadOnly || column.computed}
      onCommit={(value) => void writer.set([{ record: record._id, field: column.id, value }]).catch(failed)}
      onDrop={() => writer.drop(record._id, column.id)}
    />
  );
  if (!isFolded) return <div>{columns.map(row)}</div>;
  return (
    <div>
      {columns.filter((one) => !empty.includes(one.id)).map(row)}
      <Button type="text" size="small" aria-expanded={isOpen} icon={<Icon name={isOpen ? "chevron-down" : "chevron-right"} size={14} />} onClick={() => open(!isOpen)}>
        {t("emptyFields", { count: empty.length, number: empty.length })}
      </Button>
      {isOpen && columns.filter((one) => empty.includes(one.id)).map(row)}
    </div>
  );
}

function Facts({ record, sources }: { record: Rec; sources: Sources }) {
  const { t } = useTranslation("records");
  const nameOf = useActorName(sources);
  return (
    <dl className={css["facts"]}>
      <dt>{t("id")}</dt>
      <dd className="mono">
        {record._id} <CopyButton text={record._id} what={t("id")} />
      </dd>
      <dt>{t("created")}</dt>
      <dd>
        {wholeMoment(record._created_at)} · {nameOf(record._created_by)}
      </dd>
      <dt>{t("updated")}</dt>
      <dd>
        {wholeMoment(record._updated_at)} · {nameOf(record._updated_by)}
      </dd>
    </dl>
  );
}
