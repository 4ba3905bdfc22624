/** A view as a sheet, with what floats over it. */
import { Button } from "antd";
import { CompactSelection, type GridSelection, type Rectangle } from "@glideapps/glide-data-grid";
import { useCallback, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/app/appearance";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { grouped } from "@/widgets/values/text";
import { HeadMenu } from "./bars/HeadMenu";
import { SelectionBar } from "./bars/SelectionBar";
import { StatusBar } from "./bars/StatusBar";
import { GridEmpty } from "./GridEmpty";
import css from "./grid.module.css";
import { moved, titleColumn } from "./model/columns";
import { PasteDialog } from "./paste/PasteDialog";
import { usePaste } from "./paste/usePaste";
import { SlowOffer } from "./SlowOffer";
import { Sheet } from "./sheet/Sheet";
import { focusSheet, useUndoKeys } from "./sheet/useKeys";
import { useGrid } from "./useGrid";
import { useView, type ViewProps } from "./useView";
import { ViewFrame } from "./ViewFrame";

const NOTHING: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() };

export function GridView(props: ViewProps) {
  const { table, opened } = props;
  const { t } = useTranslation("grid");
  const { mode } = useAppearance();
  const { done, failed } = useTell();
  const parts = useView(props);
  const { state, sources, all, columns, mayWrite, mayDesign, open } = parts;
  const { settings, change } = state;
  const grid = useGrid(table, props.view.name, state.query);
  const { store, writer } = grid;
  useSyncExternalStore(store.subscribe, store.snapshot);
  useUndoKeys(writer, failed);
  const [selection, select] = useState(NOTHING);
  const [top, toTop] = useState(0);
  const [head, openHead] = useState<{ column: string; bounds: Rectangle }>();
  const title = titleColumn(columns);
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

  return (
    <ViewFrame {...props} parts={parts} grid={grid} count={isCounted ? count : undefined} onNew={() => open("new")}>
      <div className={css["body"]}>
        <SlowOffer table={table} mayDesign={mayDesign} />
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
    </ViewFrame>
  );
}
