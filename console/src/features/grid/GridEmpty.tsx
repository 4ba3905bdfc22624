/** A table without records: what it is for, and how the first one comes; or a filter that finds nothing, and its way out. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Empty } from "@/ui/states";
import css from "./grid.module.css";
import { readFilter } from "@/ui/filter/filter";
import type { Column, Table } from "./model/types";
import type { ViewState } from "./model/useViewState";

interface Props {
  table: Table;
  state: ViewState;
  columns: readonly Column[];
  mayWrite: boolean;
  mayDesign: boolean;
  onNew: () => void;
}

export function GridEmpty({ table, state, columns, mayWrite, mayDesign, onNew }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const { query } = state;
  if (query.filter !== null || query.q) {
    const named = readFilter(query.filter)?.list.map(({ field }) => columns.find((one) => one.id === field)?.label ?? field) ?? [];
    const what = [...new Set(named), ...(query.q ? [`“${query.q}”`] : [])].join(", ");
    const clear = () => {
      if (query.filter !== null) state.change({ filter: null });
      if (query.q) state.search("");
    };
    return (
      <div className={css["over"]}>
        <Empty icon="filter" title={t("nothingFits")} text={what ? t("nothingFitsText", { what }) : undefined} actions={<Button type="primary" onClick={clear}>{t("clearFilter")}</Button>} />
      </div>
    );
  }
  const hasFields = columns.length > 0;
  const actions = hasFields ? (
    mayWrite && (
      <Button type="primary" onClick={onNew}>
        {t("newRecord")}
      </Button>
    )
  ) : (
    mayDesign && (
      <Link to={at(`/tables/${encodeURIComponent(table.name)}/design`)}>
        <Button type="primary">{t("addFields")}</Button>
      </Link>
    )
  );
  return (
    <div className={css["over"]}>
      <Empty icon="table" title={hasFields ? t("noRecords") : t("noFields")} text={table.description || (hasFields ? t("noRecordsText") : t("noFieldsText"))} actions={actions} />
    </div>
  );
}
