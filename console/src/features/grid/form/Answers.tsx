/** The fields of a form as they are filled in, and what comes after: the record is there, and another can be made. */
import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { FormEditor } from "@/widgets/values/FormEditor";
import { isBlank, type Sources } from "@/widgets/values/field";
import { grouped } from "@/widgets/values/text";
import { changeMany, createRecord } from "../api";
import type { Column, Table } from "../model/types";
import { defaultsOf } from "../record/NewRecord";
import { faultsOf, missing, recordOf, type Asked, type Values } from "./asking";
import css from "./form.module.css";

interface Props {
  table: Table;
  columns: readonly Column[];
  asked: readonly Asked[];
  sources: Sources;
  mayWrite: boolean;
}

export function Answers({ table, columns, asked, sources, mayWrite }: Props) {
  const { t, i18n } = useTranslation("grid");
  const { done, failed } = useTell();
  const [values, write] = useState<Values>(() => defaultsOf(table));
  const [faults, blame] = useState<Readonly<Record<string, string>>>({});
  const [trouble, fail] = useState<unknown>();
  const [isBusy, work] = useState(false);
  const [made, finish] = useState<string>();
  const [count, add] = useState(0);
  const latest = useRef(values);
  latest.current = values;

  const save = useCallback(async () => {
    (document.activeElement as HTMLElement | null)?.blur();
    // Leaving the field hands its text over; what it says is there with the next drawing.
    await new Promise((drawn) => requestAnimationFrame(drawn));
    fail(undefined);
    const left = missing(asked, latest.current);
    blame(Object.fromEntries(left.map((id) => [id, t("formNeeded")])));
    if (left[0]) return show(left[0]);
    work(true);
    try {
      const record = await createRecord(table.id, recordOf(latest.current));
      finish(record._id);
      add((now) => now + 1);
      write(defaultsOf(table));
      done(t("formSent"), async () => {
        await changeMany(table.id, { trash: [record._id] });
        finish(undefined);
        add((now) => now - 1);
      });
    } catch (error) {
      const found = faultsOf(error, columns, i18n.language);
      blame(found);
      const first = asked.find(({ column }) => column.id in found);
      if (first) show(first.column.id);
      else fail(error);
    } finally {
      work(false);
    }
  }, [asked, columns, done, i18n.language, t, table]);
  useSendKey(made === undefined && mayWrite, () => void save().catch(failed));

  if (made) return <Done table={table} record={made} count={count} onAnother={() => finish(undefined)} />;
  // A fault goes with the first key: were it to go when the field is left, the button would move away under the pointer.
  const mend = (id: string) => blame(({ [id]: _mended, ...others }) => others);
  const put = (id: string, value: unknown) => {
    write((now) => ({ ...now, [id]: value }));
    mend(id);
  };
  const left = Object.keys(faults).length;
  return (
    <form noValidate onSubmit={(event) => event.preventDefault()}>
      {asked.map(({ column, isRequired }, index) => (
        <div className={css["field"]} key={column.id} data-field={column.id} onInput={() => mend(column.id)}>
          <label htmlFor={`form-${column.id}`}>
            {column.label}
            {isRequired && <span className={css["must"]} aria-label={t("formRequired")}>*</span>}
          </label>
          {column.description && <p className={css["help"]}>{column.description}</p>}
          <fieldset disabled={!mayWrite}>
            <FormEditor id={`form-${column.id}`} field={column} value={values[column.id] ?? null} sources={sources} refused={column.id in faults} autoFocus={index === 0 && mayWrite && isBlank(values[column.id]) && TYPED.includes(column.widget)} onCommit={(value) => put(column.id, value)} />
          </fieldset>
          {faults[column.id] && (
            <p className={css["fault"]} role="alert">
              {faults[column.id]}
            </p>
          )}
        </div>
      ))}
      {trouble !== undefined && <Trouble error={trouble} />}
      <div className={css["foot"]}>
        {mayWrite ? (
          <Button type="primary" size="large" loading={isBusy} onClick={() => void save().catch(failed)}>
            {t("formSend")}
          </Button>
        ) : (
          <span>{t("formReadOnly")}</span>
        )}
        {left > 0 && <span className={css["fault"]}>{t("formMissing", { count: left, number: left })}</span>}
        {left === 0 && count > 0 && <span className="quiet">{t("formFilled", { count, number: grouped(count) })}</span>}
      </div>
    </form>
  );
}

/** Editors that may take the keyboard at once, as nothing opens over the form. */
const TYPED = ["line", "area", "phone", "email", "url", "number", "money", "percent"];

function show(field: string): void {
  const place = document.querySelector(`[data-field="${field}"]`);
  void place?.scrollIntoView({ block: "center" });
  place?.querySelector<HTMLElement>("input, textarea, button")?.focus();
}

function useSendKey(isOn: boolean, send: () => void): void {
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [isOn]);
}

function Done({ table, record, count, onAnother }: { table: Table; record: string; count: number; onAnother: () => void }) {
  const { t } = useTranslation("grid");
  const at = useAt();
  return (
    <div className={css["done"]} role="status">
      <span className={css["tick"]}>
        <Icon name="check" size={24} />
      </span>
      <strong>{t("formSent")}</strong>
      <span className="quiet">{t("formFilled", { count, number: grouped(count) })}</span>
      <Button type="primary" size="large" autoFocus onClick={onAnother}>
        {t("formAnother")}
      </Button>
      <Link to={at(`/records/${encodeURIComponent(table.name)}/${record}`)}>{t("formOpen")}</Link>
    </div>
  );
}
