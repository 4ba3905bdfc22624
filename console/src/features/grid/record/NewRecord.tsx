/** The form of a record that is not made yet: every field's editor, and each refusal beside its field. */
import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/client";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { FormEditor } from "@/widgets/values/FormEditor";
import { isBlank, type Sources } from "@/widgets/values/field";
import { createRecord } from "../api";
import type { Column, Table } from "../model/types";
import { fieldIcon } from "../sheet/icons";
import css from "./record.module.css";

interface Props {
  table: Table;
  columns: readonly Column[];
  sources: Sources;
  preset?: Readonly<Record<string, unknown>>;
  onMade: (id: string, isDone: boolean) => void;
}

/** What the table gives a record that says nothing else. */
export function defaultsOf(table: Table): Record<string, unknown> {
  return Object.fromEntries(table.fields.filter((one) => !isBlank(one.default)).map((one) => [one.id, one.default]));
}

export function NewRecord({ table, columns, sources, preset, onMade }: Props) {
  const { t, i18n } = useTranslation("records");
  const { failed } = useTell();
  const [values, write] = useState<Record<string, unknown>>(() => ({ ...defaultsOf(table), ...preset }));
  const [faults, blame] = useState<Record<string, string>>({});
  const [isBusy, work] = useState(false);
  const latest = useRef(values);
  latest.current = values;
  const save = useCallback(
    async (isDone: boolean) => {
      (document.activeElement as HTMLElement | null)?.blur();
      // Leaving the field hands its text over; what it says is there with the next drawing.
      await new Promise((drawn) => requestAnimationFrame(drawn));
      work(true);
      try {
        const made = await createRecord(table.id, Object.fromEntries(Object.entries(latest.current).filter(([, value]) => !isBlank(value))));
        onMade(made._id, isDone);
      } catch (error) {
        const fields = error instanceof Problem && Array.isArray(error.facts["fields"]) ? (error.facts["fields"] as { field: string; message: Record<string, string> }[]) : [];
        blame(Object.fromEntries(fields.map(({ field, message }) => [table.fields.find((one) => one.name === field)?.id ?? field, message[i18n.language] ?? ""])));
        failed(error);
      } finally {
        work(false);
      }
    },
    [failed, i18n.language, onMade, table.fields, table.id],
  );
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.isComposing) return;
      const isSave = event.key.toLowerCase() === "s";
      if (!isSave && event.key !== "Enter") return;
      event.preventDefault();
      void save(!isSave);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [save]);
  const writable = columns.filter((one) => !one.computed);
  return (
    <div className={css["form"]}>
      {writable.map((column, index) => (
        <div className={css["field"]} key={column.id}>
          <label className={css["label"]} htmlFor={`new-${column.id}`} title={column.description || column.name}>
            <Icon name={fieldIcon(column.icon)} />
            <span>{column.label}</span>
            {column.required && <span className={css["must"]} aria-label={t("required")}>*</span>}
          </label>
          <div className={css["value"]}>
            <FormEditor id={`new-${column.id}`} field={column} value={values[column.id] ?? null} sources={sources} refused={column.id in faults} autoFocus={index === 0 && ["line", "phone", "number"].includes(column.widget)} onCommit={(value) => write((now) => ({ ...now, [column.id]: value }))} />
            {faults[column.id] && (
              <p className={css["refused"]} role="alert">
                {faults[column.id]}
              </p>
            )}
          </div>
        </div>
      ))}
      <div className={css["foot"]}>
        <Button type="primary" loading={isBusy} onClick={() => void save(true)}>
          {t("saveNew")}
        </Button>
        <Button onClick={() => void save(false)}>{t("saveAndOpen")}</Button>
      </div>
    </div>
  );
}
