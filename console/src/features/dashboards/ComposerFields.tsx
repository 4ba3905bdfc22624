/** The choices of a tile that follow from its kind and table. */
import { Button, InputNumber, Popover, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hues, type Hue } from "@/theme";
import { FilterPanel } from "@/ui/filter/FilterPanel";
import { readFilter } from "@/ui/filter/filter";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import css from "./composer.module.css";
import { canGroup, CREATED, isNumeric, isTimed, type Column, type Op, type Step, type Table, type Tile, UPDATED } from "./model";
import { usePeople } from "./reads";

interface Props {
  tile: Tile;
  tables: readonly Table[];
  columns: readonly Column[];
  onTable: (id: string) => void;
  onChange: (change: Partial<Tile>) => void;
}

const OPS: readonly Op[] = ["count", "sum", "average", "min", "max", "count_distinct"];
const STEPS: readonly Step[] = ["auto", "hour", "day", "week", "month"];
const options = (columns: readonly Column[]) => columns.map((one) => ({ value: one.id, label: one.label }));

export function ComposerFields(props: Props) {
  const { t } = useTranslation("dashboards");
  const { tile, tables, columns, onTable, onChange } = props;
  const times = columns.filter(isTimed);
  return (
    <>
      <Field label={t("table")}>
        <Select aria-label={t("table")} value={tile.table} showSearch={{ optionFilterProp: "label" }} options={tables.map((one) => ({ value: one.id, label: one.label }))} onChange={onTable} />
      </Field>
      {tile.kind === "table" ? <ListFields {...props} /> : <MeasureFields {...props} />}
      {tile.kind !== "number" && tile.kind !== "table" && <GroupFields {...props} />}
      <Field label={t("filter")}>
        <FilterButton {...props} />
      </Field>
      <Field label={t("timeField")}>
        <Select aria-label={t("timeField")} value={tile.time_field ?? ""} options={[...options(times), { value: "", label: t("notBound") }]} onChange={(id) => onChange({ time_field: id || null })} />
      </Field>
      <Looks {...props} />
    </>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css["field"]}>
      <span>{label}</span>
      <div className={css["inputs"]}>{children}</div>
    </div>
  );
}

function MeasureFields({ tile, columns, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  const { op, field } = tile.measure;
  const fitting = (wanted: Op) => columns.filter((one) => (wanted === "count_distinct" ? one.operators.includes("in") && !isTimed(one) : isNumeric(one)));
  const choose = (wanted: Op) => {
    const keeps = fitting(wanted).find((one) => one.id === field) ?? fitting(wanted)[0];
    onChange({ measure: { op: wanted, field: wanted === "count" ? null : (keeps?.id ?? null) } });
  };
  return (
    <Field label={t("measure")}>
      <Select aria-label={t("measure")} value={op} options={OPS.map((value) => ({ value, label: t(`op_${value}`), disabled: value !== "count" && fitting(value).length === 0 }))} onChange={choose} />
      {op !== "count" && <Select aria-label={t("measureField")} value={field} options={options(fitting(op))} showSearch={{ optionFilterProp: "label" }} onChange={(id) => onChange({ measure: { op, field: id } })} />}
    </Field>
  );
}

function GroupFields({ tile, columns, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  const fitting = columns.filter((one) => canGroup(tile.kind, one));
  const group = columns.find((one) => one.id === tile.group?.field);
  const isTime = group !== undefined && isTimed(group);
  const steps = STEPS.filter((one) => one !== "hour" || group?.shape === "timestamp");
  return (
    <>
      <Field label={t(tile.kind === "funnel" ? "stages" : tile.kind === "line" ? "along" : "group")}>
        <Select aria-label={t("group")} value={tile.group?.field} placeholder={t("chooseField")} status={fitting.length ? undefined : "warning"} showSearch={{ optionFilterProp: "label" }} options={options(fitting)} notFoundContent={t(tile.kind === "funnel" ? "noGroupFunnel" : "noGroupAny")} onChange={(field) => onChange({ group: { field, step: "auto" } })} />
        {isTime && <Select aria-label={t("step")} value={tile.group?.step} options={steps.map((value) => ({ value, label: t(`step_${value}`) }))} onChange={(step) => group && onChange({ group: { field: group.id, step } })} />}
      </Field>
      {!isTime && tile.kind !== "funnel" && (
        <Field label={t("top")}>
          <InputNumber aria-label={t("top")} min={1} max={50} value={tile.top} onChange={(top) => onChange({ top: top ?? 8 })} />
          <Toggle label={t("showOthers")} on={tile.others} onChange={(others) => onChange({ others })} />
        </Field>
      )}
    </>
  );
}

function ListFields({ tile, columns, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  const own = columns.filter((one) => one.id !== CREATED && one.id !== UPDATED);
  const [key] = tile.sort;
  return (
    <>
      <Field label={t("columns")}>
        <Select mode="multiple" aria-label={t("columns")} value={tile.fields} placeholder={t("firstColumns")} maxCount={20} options={options(own)} showSearch={{ optionFilterProp: "label" }} onChange={(fields) => onChange({ fields })} />
      </Field>
      <Field label={t("sort")}>
        <Select aria-label={t("sort")} value={key?.field ?? ""} options={[{ value: "", label: t("newestFirst") }, ...options(columns.filter((one) => one.operators.includes("lt")))]} onChange={(field) => onChange({ sort: field ? [{ field, descending: key?.descending ?? true }] : [] })} />
        {key && <Toggle label={t("descending")} on={key.descending} onChange={(descending) => onChange({ sort: [{ ...key, descending }] })} />}
      </Field>
      <Field label={t("limit")}>
        <InputNumber aria-label={t("limit")} min={1} max={50} value={tile.limit} onChange={(limit) => onChange({ limit: limit ?? 10 })} />
      </Field>
    </>
  );
}

function FilterButton({ tile, columns, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  const people = usePeople();
  const asked = readFilter(tile.filter)?.list.length ?? 1;
  const panel = <FilterPanel key={tile.table} columns={columns} sources={{ people, titleOf: () => undefined, findRecords: async () => [] }} filter={tile.filter} onChange={(filter) => onChange({ filter: filter as Tile["filter"] })} />;
  return (
    <Popover trigger="click" placement="bottomLeft" content={panel} destroyOnHidden>
      <Button icon={<Icon name="filter" size={14} />}>{asked ? t("conditions", { count: asked }) : t("allRecords")}</Button>
    </Popover>
  );
}

function Looks({ tile, columns, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  const look = (change: Partial<Tile["look"]>) => onChange({ look: { ...tile.look, ...change } });
  const group = columns.find((one) => one.id === tile.group?.field);
  const ownHues = tile.kind === "number" || tile.kind === "funnel" || (tile.kind === "bar" && group !== undefined && "options" in group.params);
  if (tile.kind === "table" || tile.kind === "pie") return null;
  return (
    <Field label={t("look")}>
      {!ownHues && (
        <Select<Hue> aria-label={t("hue")} value={tile.look.hue} style={{ width: 120 }} options={hues.map((value) => ({ value, label: <span className={css["hue"]}><Square hue={value} /> {t(`hue_${value}`)}</span> }))} onChange={(hue) => look({ hue })} />
      )}
      {tile.kind === "number" && <Toggle label={t("compare")} on={tile.compare} onChange={(compare) => onChange({ compare })} />}
      {tile.kind === "bar" && group && !isTimed(group) && <Toggle label={t("lying")} on={tile.look.lying} onChange={(lying) => look({ lying })} />}
      {tile.kind === "funnel" && <Toggle label={t("reached")} on={tile.look.reached} onChange={(reached) => look({ reached })} />}
    </Field>
  );
}

function Toggle({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label className={css["toggle"]}>
      <Switch size="small" checked={on} onChange={onChange} aria-label={label} />
      {label}
    </label>
  );
}
