/** A table's page: finds the table and the view that the address names, and says so where one of them is gone. */
import { Button } from "antd";
import { lazy, Suspense, useEffect, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useLocation, useNavigate, useParams } from "react-router";
import { Page } from "@/ui/Page";
import { Empty, Loaded, Trouble, Waiting } from "@/ui/states";
import { useAt } from "@/app/session";
import { isMissing, useFieldTypes, useTable, useViews } from "./data";
import { GridView } from "./GridView";
import type { FieldType, Table, ViewKind } from "./model/types";
import type { ViewProps } from "./useView";

const KINDS: Readonly<Record<ViewKind, ComponentType<ViewProps>>> = {
  grid: GridView,
  kanban: lazy(() => import("./board/BoardView")),
  calendar: lazy(() => import("./calendar/CalendarView")),
  form: lazy(() => import("./form/FormView")),
};

export function Component() {
  const { table: ref = "" } = useParams();
  const { t } = useTranslation("grid");
  const at = useAt();
  const table = useTable(ref);
  const types = useFieldTypes();
  if (isMissing(table.error)) {
    const back = (
      <Link to={at("/tables")}>
        <Button type="primary">{t("allTables")}</Button>
      </Link>
    );
    return (
      <Page title={table.data?.label ?? ref} fills={false}>
        <Empty icon="table" title={t("tableGone")} text={t("tableGoneText")} actions={back} />
      </Page>
    );
  }
  if (table.error && !table.data) return <Trouble error={table.error} retry={() => void table.refetch()} />;
  if (!table.data || !types.data) return types.error ? <Trouble error={types.error} retry={() => void types.refetch()} /> : <Waiting rows={8} />;
  return <WithView table={table.data} types={types.data.items} />;
}

function WithView({ table, types }: { table: Table; types: readonly FieldType[] }) {
  const { table: ref = "", view: wanted, record } = useParams();
  const { t } = useTranslation("grid");
  const at = useAt();
  const views = useViews(table);
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    if (ref !== table.name) navigate(pathname.replace(`/tables/${encodeURIComponent(ref)}`, `/tables/${encodeURIComponent(table.name)}`) + search, { replace: true });
  }, [navigate, pathname, ref, search, table.name]);
  return (
    <Loaded query={views} rows={8}>
      {({ items }) => {
        const view = items.find((one) => one.name === wanted || (one.id !== null && one.id === wanted));
        const first = items[0];
        if (!wanted && first) return <Navigate to={at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(first.name)}`) + search} replace />;
        if (!view) {
          const back = (
            <Link to={at(`/tables/${encodeURIComponent(table.name)}`)}>
              <Button type="primary">{t("firstView")}</Button>
            </Link>
          );
          return (
            <Page title={table.label}>
              <Empty icon="table" title={t("viewGone")} text={t("viewGoneText")} actions={back} />
            </Page>
          );
        }
        const Shown = KINDS[view.kind];
        return (
          <Suspense fallback={<Waiting rows={8} />}>
            <Shown key={`${table.id} ${view.name}`} table={table} view={view} views={items} types={types} opened={record} />
          </Suspense>
        );
      }}
    </Loaded>
  );
}
