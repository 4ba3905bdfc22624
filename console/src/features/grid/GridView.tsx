/** One view of a table: head, tabs, tools, the sheet, and what floats over it. */
import { Button } from "antd";
import { CompactSelection, type GridSelection, type Rectangle } from "@glideapps/glide-data-grid";
import { useCallback, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router";
import { useAppearance } from "@/app/appearance";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import { grouped } from "@/widgets/values/text";
import type { Hue } from "@/theme";
import { HeadMenu } from "./bars/HeadMenu";
import { SelectionBar } from "./bars/SelectionBar";
import { StatusBar } from "./bars/StatusBar";
import { ToolBar } from "./bars/ToolBar";
import { ViewBar } from "./bars/ViewBar";
import { useSources } from "./data";
import { GridEmpty } from "./GridEmpty";
import css from "./grid.module.css";
import { columnsOf, moved, titleColumn } from "./model/columns";
import type { FieldType, Table, View } from "./model/types";
import { useViewState } from "./model/useViewState";
import { PasteDialog } from "./paste/PasteDialog";
import { usePaste } from "./paste/usePaste";
import { ConflictDialog } from "./record/ConflictDialog";
import { GridContext } from "./record/context";
import { Sheet } from "./sheet/Sheet";
import { focusSheet, useUndoKeys } from "./sheet/useKeys";
import { useGrid } from "./useGrid";

const NOTHING: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };

interface Props {
  table: Table;
  view: View;
  views: readonly View[];
  types: readonly FieldType[];
  opened: string | undefined;
}

export function GridView({ table, view, views, types, opened }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const navigate = useNavigate();
  const { search } = useLocation();
  const { mode } = useAppearance();
  const { done, failed } = useTell();
  const mayWrite = useMay("records:write");
  const mayDesign = useMay("tables:write");
  const state = useViewState(table, view);
  const { settings, change } = state;
  const sources = useSources();
  const { store, writer, conflict, settled } = useGrid(table, view.name, state.query);
  useSyncExternalStore(store.subscribe, store.snapshot);
  useUndoKeys(writer, failed);
  const [selection, select] = useState(NOTHING);
  const [top, toTop] = useState(0);
  const [head, openHead] = useState<{ column: string; bounds: Rectangle }>();

  const all = useMemo(() => columnsOf(table, settings, types), [table, settings, types]);
  const columns = useMemo(() => all.filter((one) => !one.hidden), [all]);
  const title = titleColumn(columns);
  const base = at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(view.name)}`);
  const open = useCallback((record: string) => void navigate(`${base}/${record}${search}`, { replace: opened !== undefined }), [base, navigate, opened, search]);
  const close = useCallback(() => {
    void navigate(base + search);
    focusSheet();
  }, [base, navigate, search]);
  const edit = useCallback((edits: Parameters<typeof writer.set>[0]) => void writer.set(edits).catch(failed), [failed, writer]);
  const paste = usePaste({ store, writer, columns, selection, sources, isReadOnly: !mayWrite, tell: done, failed });

  const resized = (column: string, width: number) => change({ fields: all.map((one) => ({ field: one.id, width: one.id === column ? width : one.width, hidden: one.hidden })) });
  const reordered = (from: number, to: number) => {
    const [shown, target] = [columns[from], columns[to]];
    if (!shown || !target) return;
    const next = moved(all, all.indexOf(shown), all.indexOf(target));
    change({ fields: next.map((one) => ({ field: one.id, width: one.width, hidden: one.hidden })) });
  };
  const { count, isCounted } = store.total;
  const isEmpty = store.isReady && isCounted && count === 0 && !store.error;

  const actions = (
    <>
      {mayDesign && (
        <Button className={css["wideOnly"]} icon={<Icon name="settings" />} onClick={() => void navigate(at(`/tables/${encodeURIComponent(table.name)}/design`))}>
          {t("design")}
        </Button>
      )}
      {mayWrite && (
        <Button type="primary" icon={<Icon name="plus" />} onClick={() => open("new")}>
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
      <ToolBar table={table} columns={all} state={state} sources={sources} />
    </>
  );
  return (
    <Page title={heading} name={table.label} note={isCounted ? t("tableNote", { count, name: table.name, number: grouped(count) }) : table.name} actions={actions} help="howto/work-with-records" bars={bars} fills>
      <div className={css["body"]}>
        {store.error !== undefined && store.error !== null && <Trouble error={store.error} retry={() => void store.reload()} />}
        {store.waiting > 0 && (
          <Button className={css["arrived"]} type="primary" size="small" icon={<Icon name="arrow-up" size={14} />} onClick={() => void store.catchUp().then(() => toTop((times) => times + 1))}>
            {t("arrived", { count: store.waiting, number: grouped(store.waiting) })}
          </Button>
        )}
        <Sheet
          store={store}
          writer={writer}
          columns={columns}
          all={all}
          titleId={title?.id}
          settings={settings}
          mode={mode}
          sources={sources}
          isReadOnly={!mayWrite}
          label={table.label}
          selection={selection}
          onSelect={select}
          onEdit={edit}
          onOpen={open}
          onPaste={paste.begin}
          onCopied={(rows) => done(t("copied", { count: rows, number: grouped(rows) }))}
          onResize={resized}
          onMove={reordered}
          onHead={(column, bounds) => openHead({ column, bounds })}
          opened={opened}
          top={top}
        />
        {isEmpty && <GridEmpty table={table} state={state} columns={all} mayWrite={mayWrite} mayDesign={mayDesign} onNew={() => open("new")} />}
        <SelectionBar store={store} writer={writer} columns={columns} selection={selection} sources={sources} isReadOnly={!mayWrite} onClear={() => select(NOTHING)} onAll={() => select({ ...NOTHING, rows: CompactSelection.fromSingleSelection([0, store.rows.length]) })} />
        <StatusBar store={store} selection={selection} columns={columns} isReadOnly={!mayWrite} />
      </div>
      {head && <HeadMenu table={table} columns={all} column={head.column} bounds={head.bounds} state={state} mayDesign={mayDesign} onClose={() => openHead(undefined)} />}
      {paste.plan && <PasteDialog table={table.id} plan={paste.plan} columns={all} mayAddOptions={mayDesign} onClose={(progress) => (paste.end(progress), focusSheet())} />}
      {conflict && <ConflictDialog conflict={conflict} columns={all} sources={sources} onSettle={(values) => (void writer.settle(conflict, values), settled(), focusSheet())} />}
      <GridContext value={{ table, view, columns: all, shown: columns, sources, store, writer, isReadOnly: !mayWrite, open, close }}>
        <Outlet />
      </GridContext>
    </Page>
  );
}
