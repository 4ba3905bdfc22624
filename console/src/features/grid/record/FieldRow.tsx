/** One field of a record: its value, which becomes its editor where it is clicked, and why a value was not taken. */
import { Button } from "antd";
import { useRef, useState, type FocusEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { FormEditor } from "@/widgets/values/FormEditor";
import { isBlank, type Sources } from "@/widgets/values/field";
import { ValueView } from "@/widgets/values/ValueView";
import type { Column } from "../model/types";
import { fieldIcon } from "../sheet/icons";
import type { Pending } from "../store/overlay";
import css from "./record.module.css";

/** Editors that are their own best picture: they are never folded away. */
const OPEN = ["switch", "rating"];

interface Props {
  column: Column;
  value: unknown;
  issue?: { value: unknown; reason: string };
  pending?: Pending;
  sources: Sources;
  isReadOnly: boolean;
  onCommit: (value: unknown) => void;
  onDrop: () => void;
}

export function FieldRow({ column, value, issue, pending, sources, isReadOnly, onCommit, onDrop }: Props) {
  const { t } = useTranslation("records");
  const [isEditing, edit] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const left = (event: FocusEvent) => {
    if (box.current?.contains(event.relatedTarget)) return;
    if (event.relatedTarget instanceof Element && event.relatedTarget.closest(".ant-select-dropdown, .ant-picker-dropdown")) return;
    edit(false);
  };
  const commit = (next: unknown) => {
    onCommit(next);
    if (["choice", "person", "link", "date", "datetime", "time"].includes(column.widget)) edit(false);
  };
  const isOpen = !isReadOnly && (isEditing || OPEN.includes(column.widget) || pending?.state === "refused");
  const id = `field-${column.id}`;
  return (
    <div className={css["field"]}>
      <label className={css["label"]} htmlFor={isOpen ? id : undefined} title={column.description || column.name}>
        <Icon name={fieldIcon(column.icon)} />
        <span>{column.label}</span>
        {column.required && <span className={css["must"]} aria-label={t("required")}>*</span>}
      </label>
      <div className={css["value"]} ref={box} onBlur={left}>
        {isOpen ? (
          <FormEditor id={id} field={column} value={value} sources={sources} refused={pending?.state === "refused"} autoFocus={isEditing && !OPEN.includes(column.widget)} onCommit={commit} />
        ) : isReadOnly ? (
          <div className={css["shown"]}>
            <ValueView field={column} value={value} sources={sources} />
          </div>
        ) : (
          <div className={css["shown"]} role="button" tabIndex={0} data-edit onClick={(event) => (event.target as Element).closest("a") ?? edit(true)} onKeyDown={(event) => ["Enter", "F2"].includes(event.key) && !event.ctrlKey && (event.preventDefault(), edit(true))}>
            <span className="reader-only">{`${column.label}: ${t("edit")}`}</span>
            <ValueView field={column} value={value} sources={sources} />
          </div>
        )}
        {pending?.state === "refused" && (
          <p className={css["refused"]} role="alert">
            {pending.reason}
            <Button size="small" type="link" onClick={onDrop}>
              {t("takeBack")}
            </Button>
          </p>
        )}
        {pending?.state === "unsent" && <p className={css["unsent"]}>{t(`unsent_${pending.cause ?? "network"}`)}</p>}
        {issue && isBlank(value) && <p className={css["issue"]}>{t("issue", { value: String(issue.value) })}</p>}
      </div>
    </div>
  );
}
