/** The conditions of a filter in words, each with its way out. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import type { Sources } from "@/widgets/values/field";
import { shownText } from "@/widgets/values/text";
import css from "../grid.module.css";
import { readFilter, wants, writeFilter, type Condition } from "@/ui/filter/filter";
import type { Column } from "../model/types";

interface Props {
  columns: readonly Column[];
  sources: Sources;
  filter: unknown;
  onChange: (filter: unknown) => void;
}

const MOST = 4;

export function FilterChips({ columns, sources, filter, onChange }: Props) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const asked = readFilter(filter);
  if (!asked) return null;
  const spelt = ({ field, op, value }: Condition) => {
    const column = columns.find((one) => one.id === field || one.name === field);
    const words = { yes: ui("yes"), no: ui("no") };
    const values = wants(op) === "nothing" ? [] : Array.isArray(value) ? value : [value];
    const told = column ? values.map((one) => shownText(column, column.widget === "choices" ? [one] : one, sources, words)) : values.map(String);
    return { label: column?.label ?? field, rest: [t(`op_${op}` as never, { defaultValue: op }) as string, told.join(", ")].filter(Boolean).join(" ") };
  };
  return asked.list.slice(0, MOST).map((condition, index) => {
    const { label, rest } = spelt(condition);
    return (
      <span className={css["chip"]} key={index}>
        <span className={css["chipText"]}>
          {label} <strong>{rest}</strong>
        </span>
        <Button type="text" size="small" aria-label={`${t("removeCondition")} ${label}`} icon={<Icon name="close" size={12} />} onClick={() => onChange(writeFilter({ ...asked, list: asked.list.filter((_, other) => other !== index) }))} />
      </span>
    );
  });
}
