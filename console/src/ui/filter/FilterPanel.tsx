/** Builds a filter: a field, what is asked of it, and a value, line by line. */
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { FormEditor } from "@/widgets/values/FormEditor";
import type { Sources, ValueField } from "@/widgets/values/field";
import css from "../popup.module.css";
import { firstCondition, readFilter, wants, withOperator, writeFilter, type Askable, type Condition, type Conditions } from "./filter";

interface Props {
  columns: readonly Askable[];
  sources: Sources;
  filter: unknown;
  onChange: (filter: unknown) => void;
}

export function FilterPanel({ columns, sources, filter, onChange }: Props) {
  const { t } = useTranslation("grid");
  // Lines without a value ask nothing yet: they live here until they do.
  const [lines, write] = useState<Conditions | undefined>(() => readFilter(filter));
  const put = (next: Conditions) => {
    write(next);
    const spelt = writeFilter(next);
    if (JSON.stringify(spelt) !== JSON.stringify(filter ?? null)) onChange(spelt);
  };
  const clear = (
    <Button size="small" type="text" onClick={() => put({ join: "and", list: [] })}>
      {t("clearFilter")}
    </Button>
  );
  if (!lines) {
    return (
      <div className={`${css["popup"]} ${css["narrow"]}`}>
        <p style={{ margin: 0 }}>{t("deepFilter")}</p>
        {clear}
      </div>
    );
  }
  const { join, list } = lines;
  const asked = columns.filter((one) => one.operators.length > 0);
  const first = asked[0];
  return (
    <div className={css["popup"]}>
      {list.length === 0 && <span className="quiet">{t("noFilter")}</span>}
      {list.map((condition, index) => (
        <Line
          key={index}
          condition={condition}
          columns={asked}
          sources={sources}
          lead={
            index === 0 ? (
              <span className={css["join"]}>{t("where")}</span>
            ) : index === 1 ? (
              <Select className={css["join"]} size="small" variant="borderless" aria-label={t("join")} value={join} options={[{ value: "and", label: t("and") }, { value: "or", label: t("or") }]} onChange={(next) => put({ join: next, list })} />
            ) : (
              <span className={css["join"]}>{t(join)}</span>
            )
          }
          onChange={(next) => put({ join, list: list.with(index, next) })}
          onRemove={() => put({ join, list: list.filter((_, other) => other !== index) })}
        />
      ))}
      <div className={css["line"]}>
        <Button size="small" icon={<Icon name="plus" size={14} />} disabled={!first} onClick={() => first && write({ join, list: [...list, firstCondition(first)] })}>
          {t("addCondition")}
        </Button>
        {list.length > 0 && clear}
      </div>
    </div>
  );
}

interface LineProps {
  condition: Condition;
  columns: readonly Askable[];
  sources: Sources;
  lead: React.ReactNode;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function Line({ condition, columns, sources, lead, onChange, onRemove }: LineProps) {
  const { t } = useTranslation("grid");
  const column = columns.find((one) => one.id === condition.field);
  const choose = (field: string) => {
    const next = columns.find((one) => one.id === field);
    if (next) onChange(firstCondition(next));
  };
  return (
    <div className={css["line"]}>
      {lead}
      <Select style={{ width: 130 }} size="small" showSearch={{ optionFilterProp: "label" }} aria-label={t("field")} value={column ? condition.field : undefined} placeholder={condition.field} options={columns.map((one) => ({ value: one.id, label: one.label }))} onChange={choose} />
      <Select style={{ width: 116 }} size="small" aria-label={t("operator")} value={condition.op} options={(column?.operators ?? [condition.op]).map((op) => ({ value: op, label: t(`op_${op}` as never, { defaultValue: op }) as string }))} onChange={(op) => onChange(withOperator(condition, op))} />
      <div className={css["wide"]}>{column && wants(condition.op) !== "nothing" && <FormEditor key={`${column.id} ${condition.op}`} field={asAsked(column, condition.op)} value={condition.value} sources={sources} onCommit={(value) => onChange({ ...condition, value })} />}</div>
      <Button size="small" type="text" aria-label={t("removeCondition")} icon={<Icon name="close" size={14} />} onClick={onRemove} />
    </div>
  );
}

/** The editor that fits a question: a list of choices for "in", plain text for a part of a text. */
function asAsked(column: Askable, op: string): ValueField {
  if (wants(op) === "list") {
    if ("options" in column.params) return { ...column, widget: "choices" };
    if (column.widget === "person") return { ...column, widget: "people" };
    return { ...column, widget: "list" };
  }
  return ["contains", "not_contains", "starts_with"].includes(op) ? { ...column, widget: "line" } : column;
}
