/** One table in the list: what it holds, and what can be done with it. */
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import type { Hue } from "@/theme";
import { Confirm } from "@/ui/confirm";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import { useOrderTables, useRestoreTable, useTrashTable, type Table } from "./reads";
import css from "./tables.module.css";

export function TableRow({ table, tables, index }: { table: Table; tables: readonly Table[]; index: number }) {
  const { t } = useTranslation("tables");
  const at = useAt();
  const mayBuild = useMay("tables:write");
  const [asking, ask] = useState(false);
  return (
    <li className={css["row"]}>
      <Square hue={table.hue as Hue} />
      <Link to={at(`/tables/${table.name}`)} className={css["name"]}>
        {table.label}
      </Link>
      <code className="quiet">{table.name}</code>
      <span className={css["about"]}>{table.description}</span>
      <span className={css["end"]}>
        <span className="quiet">{t("fields", { count: table.fields.length })}</span>
        <Count table={table} />
        {mayBuild && <Actions table={table} tables={tables} index={index} onTrash={() => ask(true)} />}
      </span>
      <TrashTable table={table} open={asking} onClose={() => ask(false)} />
    </li>
  );
}

function Count({ table }: { table: Table }) {
  const { t, i18n } = useTranslation("ui");
  if (table.records == null) return null;
  const number = `${table.records.toLocaleString(i18n.language)}${table.records_capped ? "+" : ""}`;
  return <span className={css["count"]}>{t("records", { count: table.records, number })}</span>;
}

interface ActionsProps {
  table: Table;
  tables: readonly Table[];
  index: number;
  onTrash: () => void;
}

function Actions({ table, tables, index, onTrash }: ActionsProps) {
  const { t } = useTranslation("tables");
  const at = useAt();
  const go = useNavigate();
  const order = useOrderTables();
  const tell = useTell();
  const move = (to: number) => {
    const names = tables.map((one) => one.id);
    names.splice(to, 0, ...names.splice(index, 1));
    order.mutate(names, { onError: tell.failed });
  };
  const items = [
    { key: "design", label: t("design"), onClick: () => void go(at(`/tables/${table.name}/design`)) },
    { key: "up", label: t("moveUp"), disabled: index === 0, onClick: () => move(index - 1) },
    { key: "down", label: t("moveDown"), disabled: index === tables.length - 1, onClick: () => move(index + 1) },
    { key: "delete", label: t("delete"), danger: true, onClick: onTrash },
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" size="small" aria-label={t("actions", { name: table.label })} icon={<Icon name="more" />} />
    </Dropdown>
  );
}

/** Asks before a table goes to the trash: counted, and by its name. */
export function TrashTable({ table, open, onClose }: { table: Table; open: boolean; onClose: () => void }) {
  const { t, i18n } = useTranslation("tables");
  const at = useAt();
  const go = useNavigate();
  const trash = useTrashTable();
  const restore = useRestoreTable();
  const tell = useTell();
  const confirm = async () => {
    try {
      await trash.mutateAsync(table.id);
      tell.done(t("deleted", { name: table.label }), () => restore.mutateAsync(table.id));
      void go(at("/tables"));
    } catch (error) {
      tell.failed(error);
    }
    onClose();
  };
  const records = table.records == null ? "" : `${table.records.toLocaleString(i18n.language)}${table.records_capped ? "+" : ""}`;
  return (
    <Confirm
      open={open}
      title={t("deleteTitle", { name: table.label })}
      action={t("deleteAction", { name: table.label })}
      name={table.label}
      onCancel={onClose}
      onConfirm={confirm}
    >
      {t("deleteText", { records })}
    </Confirm>
  );
}
