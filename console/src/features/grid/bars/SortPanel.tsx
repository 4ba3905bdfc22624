/** Builds a sort: up to four fields, each up or down. */
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import popup from "@/ui/popup.module.css";
import type { Column, Settings } from "../model/types";

const MOST = 4;

interface Props {
  columns: readonly Column[];
  sort: Settings["sort"];
  onChange: (sort: Settings["sort"]) => void;
}

export function SortPanel({ columns, sort, onChange }: Props) {
  const { t } = useTranslation("grid");
  const fields = [...columns.filter((one) => one.sortable).map((one) => ({ value: one.id, label: one.label })), { value: "_created_at", label: t("createdAt") }, { value: "_updated_at", label: t("updatedAt") }];
  const free = fields.filter(({ value }) => sort.every(({ field }) => field !== value));
  return (
    <div className={`${popup["popup"]} ${popup["narrow"]}`} style={{ width: 380 }}>
      {sort.length === 0 && <span className="quiet">{t("newestFirst")}</span>}
      {sort.map((key, index) => (
        <div className={popup["line"]} key={key.field}>
          <Select className={popup["wide"]} size="small" aria-label={t("field")} showSearch={{ optionFilterProp: "label" }} value={key.field} options={[...fields.filter(({ value }) => value === key.field), ...free]} onChange={(field) => onChange(sort.with(index, { ...key, field }))} />
          <Segmented size="small" value={key.descending ? "down" : "up"} options={[{ value: "up", label: t("ascending") }, { value: "down", label: t("descending") }]} onChange={(way) => onChange(sort.with(index, { ...key, descending: way === "down" }))} />
          <Button size="small" type="text" aria-label={t("removeSort")} icon={<Icon name="close" size={14} />} onClick={() => onChange(sort.filter((one) => one !== key))} />
        </div>
      ))}
      <div>
        <Button size="small" icon={<Icon name="plus" size={14} />} disabled={sort.length >= MOST || free.length === 0} onClick={() => free[0] && onChange([...sort, { field: free[0].value, descending: false }])}>
          {t("addSort")}
        </Button>
      </div>
    </div>
  );
}
