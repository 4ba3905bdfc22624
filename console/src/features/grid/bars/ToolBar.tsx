/** What a view shows of its table: filter, sort, group, colour, fields, row height, search. */
import { Button, Dropdown, Input, Switch } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Sources } from "@/widgets/values/field";
import { Icon, type IconName } from "@/widgets/icon";
import popup from "@/ui/popup.module.css";
import css from "../grid.module.css";
import { moved } from "../model/columns";
import { readFilter } from "@/ui/filter/filter";
import { datable, stackable } from "../model/kinds";
import type { Column, Settings, Table, ViewKind } from "../model/types";
import type { ViewState } from "../model/useViewState";
import { fieldIcon } from "../sheet/icons";
import { FileMenu } from "./FileMenu";
import { FilterChips } from "./FilterChips";
import { FilterPanel } from "@/ui/filter/FilterPanel";
import { Pop } from "./Pop";
import { SortPanel } from "./SortPanel";

const SEARCH_AFTER_MS = 300;

interface Props {
  table: Table;
  kind: ViewKind;
  columns: readonly Column[];
  state: ViewState;
  sources: Sources;
  mayWrite: boolean;
}

export function ToolBar({ table, kind, columns, state, sources, mayWrite }: Props) {
  const { t } = useTranslation("grid");
  const { settings, change } = state;
  const asked = readFilter(settings.filter);
  const questions = asked ? asked.list.length : 1;
  const label = (id: string | null) => columns.find((one) => one.id === id)?.label ?? "";
  const hidden = columns.filter((one) => one.hidden).length;
  const sorted = settings.sort.map(({ field }) => label(field) || t(field === "_created_at" ? "createdAt" : "updatedAt")).join(", ");
  return (
    <section className={css["tools"]} aria-label={t("tools")}>
      <Tool icon="filter" label={t("filter")} count={questions} isOn={questions > 0}>
        <FilterPanel key={`${table.id} ${questions}`} columns={columns} sources={sources} filter={settings.filter} onChange={(filter) => change({ filter: filter as Settings["filter"] })} />
      </Tool>
      <FilterChips columns={columns} sources={sources} filter={settings.filter} onChange={(filter) => change({ filter: filter as Settings["filter"] })} />
      {kind === "kanban" && <ByField icon="kanban" name="stackBy" columns={stackable(columns)} chosen={settings.stack_by} onChoose={(stack_by) => change({ stack_by })} />}
      {kind === "calendar" && (
        <>
          <ByField icon="calendar" name="startsAt" columns={datable(columns)} chosen={settings.starts_at} onChoose={(starts_at) => change({ starts_at })} />
          <ByField icon="arrow-right" name="endsAt" columns={datable(columns)} chosen={settings.ends_at} onChoose={(ends_at) => change({ ends_at })} none={t("noEnd")} />
        </>
      )}
      {kind !== "calendar" && (
        <Tool icon="sort" label={sorted ? `${t("sort")} ${sorted}` : t("sort")} isOn={settings.sort.length > 0}>
          <SortPanel columns={columns} sort={settings.sort} onChange={(sort) => change({ sort })} />
        </Tool>
      )}
      {kind === "grid" && <Choose icon="group" label={settings.group ? `${t("group")} ${label(settings.group)}` : t("group")} isOn={settings.group !== null} none={t("noGroup")} columns={columns.filter((one) => one.groupable)} chosen={settings.group} onChoose={(group) => change({ group })} />}
      <Choose icon="colour" label={settings.colour_by ? `${t("colour")} ${label(settings.colour_by)}` : t("colour")} isOn={settings.colour_by !== null} none={t("noColour")} columns={columns.filter((one) => "options" in one.params)} chosen={settings.colour_by} onChoose={(colour_by) => change({ colour_by })} />
      <Tool icon="hide" label={hidden ? t("hiddenFields", { count: hidden, number: hidden }) : t("fields")} isOn={hidden > 0}>
        <FieldsPanel columns={columns} change={change} />
      </Tool>
      {kind === "grid" && <RowHeight chosen={settings.row_height} onChoose={(row_height) => change({ row_height })} />}
      {kind !== "form" && <FileMenu table={table} state={state} fields={columns.filter((one) => !one.hidden).map((one) => one.id)} mayWrite={mayWrite} />}
      <Search q={state.query.q} onSearch={state.search} />
    </section>
  );
}

function Tool({ icon, label, count, isOn, children }: { icon: IconName; label: string; count?: number; isOn: boolean; children: ReactNode }) {
  return (
    <Pop content={children}>
      <Button type="text" size="small" data-on={isOn} icon={<Icon name={icon} />}>
        {label}
        {count ? <span className={css["count"]}>{count}</span> : null}
      </Button>
    </Pop>
  );
}

function RowHeight({ chosen, onChoose }: { chosen: Settings["row_height"]; onChoose: (height: Settings["row_height"]) => void }) {
  const { t } = useTranslation("grid");
  const items = (["compact", "normal", "tall"] as const).map((key) => ({ key, label: t(`height_${key}`) }));
  return (
    <Dropdown trigger={["click"]} menu={{ selectable: true, selectedKeys: [chosen], items, onClick: ({ key }) => onChoose(key as Settings["row_height"]) }}>
      <Button type="text" size="small" icon={<Icon name="rows" />}>
        {t("rowHeight")}
      </Button>
    </Dropdown>
  );
}

function ByField({ icon, name, columns, chosen, none, onChoose }: { icon: IconName; name: "stackBy" | "startsAt" | "endsAt"; columns: readonly Column[]; chosen: string | null; none?: string; onChoose: (field: string | null) => void }) {
  const { t } = useTranslation("grid");
  const label = columns.find((one) => one.id === chosen)?.label;
  return <Choose icon={icon} label={label ? `${t(name)} ${label}` : t(name)} isOn={chosen !== null} none={none} columns={columns} chosen={chosen} onChoose={onChoose} />;
}

function Choose({ icon, label, isOn, none, columns, chosen, onChoose }: { icon: IconName; label: string; isOn: boolean; none?: string; columns: readonly Column[]; chosen: string | null; onChoose: (field: string | null) => void }) {
  const items = [...(none ? [{ key: "", label: none }] : []), ...columns.map((one) => ({ key: one.id, label: one.label, icon: <Icon name={fieldIcon(one.icon)} /> }))];
  return (
    <Dropdown trigger={["click"]} menu={{ selectable: true, selectedKeys: [chosen ?? ""], items, onClick: ({ key }) => onChoose(key || null), style: { maxHeight: 400, overflow: "auto" } }}>
      <Button type="text" size="small" data-on={isOn} icon={<Icon name={icon} />}>
        {label}
      </Button>
    </Dropdown>
  );
}

function FieldsPanel({ columns, change }: { columns: readonly Column[]; change: ViewState["change"] }) {
  const { t } = useTranslation("grid");
  const set = (isHidden: (one: Column, index: number) => boolean) => change({ fields: columns.map((one, index) => ({ field: one.id, width: one.width, hidden: isHidden(one, index) })) });
  const shift = (from: number, to: number) => change({ fields: moved(columns, from, to).map((one) => ({ field: one.id, width: one.width, hidden: one.hidden })) });
  return (
    <div className={`${popup["popup"]} ${popup["narrow"]}`}>
      <div style={{ maxHeight: 360, overflow: "auto" }}>
        {columns.map((column, index) => (
          <div key={column.id} className={popup["line"]} style={{ minHeight: 30 }}>
            <Icon name={fieldIcon(column.icon)} />
            <span className={popup["wide"]}>{column.label}</span>
            <Button size="small" type="text" aria-label={`${t("moveUp")} ${column.label}`} disabled={index === 0} icon={<Icon name="arrow-up" size={14} />} onClick={() => shift(index, index - 1)} />
            <Button size="small" type="text" aria-label={`${t("moveDown")} ${column.label}`} disabled={index === columns.length - 1} icon={<Icon name="arrow-down" size={14} />} onClick={() => shift(index, index + 1)} />
            <Switch size="small" checked={!column.hidden} disabled={index === 0} aria-label={column.label} onChange={(on) => set((one) => (one.id === column.id ? !on : one.hidden))} />
          </div>
        ))}
      </div>
      <div className={popup["line"]}>
        <Button size="small" onClick={() => set(() => false)}>
          {t("showAll")}
        </Button>
        <Button size="small" onClick={() => set((_one, index) => index > 0)}>
          {t("hideAll")}
        </Button>
      </div>
    </div>
  );
}

function Search({ q, onSearch }: { q: string; onSearch: (words: string) => void }) {
  const { t } = useTranslation("grid");
  const [words, type] = useState(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => type(q), [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const later = (next: string) => {
    type(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(next.trim()), SEARCH_AFTER_MS);
  };
  return (
    <span className={css["search"]} ref={(span) => void (box.current = span?.querySelector("input") ?? null)}>
      <Input size="small" allowClear value={words} prefix={<Icon name="search" size={14} />} placeholder={t("searchHere")} aria-label={t("searchHere")} onChange={(event) => later(event.target.value)} />
    </span>
  );
}
