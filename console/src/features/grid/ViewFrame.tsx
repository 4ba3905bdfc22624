/** The frame that every kind of view stands in: the table's head, the views as tabs, tools, and what opens beside it. */
import { Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useNavigate } from "react-router";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { Page } from "@/ui/Page";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import { grouped } from "@/widgets/values/text";
import { ToolBar } from "./bars/ToolBar";
import { ViewBar } from "./bars/ViewBar";
import css from "./grid.module.css";
import { ConflictDialog } from "./record/ConflictDialog";
import { GridContext } from "./record/context";
import { focusSheet } from "./sheet/useKeys";
import type { Grid } from "./useGrid";
import type { ViewParts, ViewProps } from "./useView";

interface Props extends Omit<ViewProps, "types"> {
  parts: ViewParts;
  /** Absent where no records are listed, as in a form. */
  grid?: Grid;
  count?: number;
  /** What a new record begins with. */
  preset?: Readonly<Record<string, unknown>>;
  onNew?: () => void;
  /** Tools of a kind's own, in the place of those of lists. */
  tools?: ReactNode;
  children: ReactNode;
}

export function ViewFrame({ table, view, views, opened, parts, grid, count, preset, onNew, tools, children }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const navigate = useNavigate();
  const { state, all, columns, sources, mayWrite, mayDesign, open, close } = parts;
  const actions = (
    <>
      {mayDesign && (
        <Button className={css["wideOnly"]} icon={<Icon name="settings" />} onClick={() => void navigate(at(`/tables/${encodeURIComponent(table.name)}/design`))}>
          {t("design")}
        </Button>
      )}
      {mayWrite && onNew && (
        <Button type="primary" icon={<Icon name="plus" />} onClick={onNew}>
          {t("newRecord")}
        </Button>
      )}
    </>
  );
  const heading = (
    <>
      <Square hue={table.hue as Hue} />
      {table.label}
    </>
  );
  const bars = (
    <>
      <ViewBar table={table} view={view} views={views} columns={all} state={state} />
      {tools ?? <ToolBar table={table} kind={view.kind} columns={all} state={state} sources={sources} mayWrite={mayWrite} />}
    </>
  );
  const beside = grid && { table, view, columns: all, shown: columns, sources, store: grid.store, writer: grid.writer, isReadOnly: !mayWrite, preset, open, close };
  return (
    <Page title={heading} name={table.label} note={count === undefined ? table.name : t("tableNote", { count, name: table.name, number: grouped(count) })} actions={actions} help="howto/work-with-records" bars={bars} fills>
      {children}
      {grid?.conflict && <ConflictDialog conflict={grid.conflict} columns={all} sources={sources} onSettle={(values) => (void grid.writer.settle(grid.conflict!, values), grid.settled(), focusSheet())} />}
      {beside && opened !== undefined && (
        <GridContext value={beside}>
          <Outlet />
        </GridContext>
      )}
    </Page>
  );
}
