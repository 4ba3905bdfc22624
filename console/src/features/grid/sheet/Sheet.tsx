/** The one place that knows the grid library: shows a store's records as a sheet and turns its gestures into ours. */
import "@glideapps/glide-data-grid/dist/index.css";
import { DataEditor, type DataEditorRef, type EditListItem, type FillPatternEventArgs, type GridColumn, type GridMouseEventArgs, type GridSelection, type Item, type Rectangle } from "@glideapps/glide-data-grid";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { Mode } from "@/theme";
import type { Sources } from "@/widgets/values/field";
import type { Column, Settings } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Edit, Writer } from "../store/writes";
import css from "../grid.module.css";
import { Catcher } from "./Catcher";
import { renderer, type ValueCell } from "./cells";
import { cellAt, type Shown } from "./content";
import { HoverNote, type Hovered } from "./HoverNote";
import { fieldIcon, headerIcons } from "./icons";
import { afterTab, clearing, filling } from "./ranges";
import { painter, sheetTheme } from "./theme";
import { isTyping, useClipboard } from "./useClipboard";
import { keybindings, pressed, selecting, useComposition } from "./useKeys";

export const HEIGHTS: Readonly<Record<Settings["row_height"], number>> = { compact: 28, normal: 34, tall: 56 };
const HEADER = 34;

export interface SheetProps {
  store: RecordStore;
  writer: Writer;
  /** Those that are shown, in order. */
  columns: readonly Column[];
  all: readonly Column[];
  titleId: string | undefined;
  settings: Settings;
  mode: Mode;
  sources: Sources;
  isReadOnly: boolean;
  label: string;
  selection: GridSelection;
  onSelect: (selection: GridSelection) => void;
  onEdit: (edits: Edit[]) => void;
  onOpen: (record: string) => void;
  onPaste: (rows: string[][]) => void;
  onCopied: (rows: number) => void;
  onResize: (column: string, width: number) => void;
  onMove: (from: number, to: number) => void;
  onHead: (column: string, bounds: Rectangle) => void;
  /** The record whose drawer is open. */
  opened?: string;
  /** Another number: scroll to the first row. */
  top: number;
}

export function Sheet(props: SheetProps) {
  const { store, columns, settings, mode, sources, isReadOnly, selection, onSelect } = props;
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const box = useRef<HTMLDivElement>(null);
  const grid = useRef<DataEditorRef>(null);
  const version = useSyncExternalStore(store.subscribe, store.snapshot);
  const [hovered, hover] = useState<Hovered>();
  const shown: Shown = { store, columns, all: props.all, titleId: props.titleId, colourBy: settings.colour_by, lines: settings.row_height === "tall" ? 2 : 1, isReadOnly, sources, t };
  const content = useRef(shown);
  content.current = shown;

  const paint = useMemo(() => painter(mode), [mode]);
  const theme = useMemo(() => sheetTheme(mode), [mode]);
  const renderers = useMemo(() => [renderer(paint, () => content.current.sources)], [paint]);
  // The library asks again for every cell when this function is another one: it must be when the records, or how they are shown, change.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const getCell = useCallback(([col, row]: Item) => cellAt(content.current, col, row), [version, columns, settings, sources, isReadOnly, t]);
  const heads = useMemo(() => columns.map((one): GridColumn => ({ id: one.id, title: one.label, width: one.width, icon: fieldIcon(one.icon), hasMenu: true })), [columns]);
  const grouping = useMemo(
    () => (store.isGrouped ? { groups: store.rows.others.map((headerIndex) => ({ headerIndex, isCollapsed: false })), height: HEADER, navigationBehavior: "normal" as const, themeOverride: { bgCell: paint("sunken") } } : undefined),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [store, version, paint],
  );

  useComposition();
  useClipboard({ box, store, columns, selection, sources, words: { yes: ui("yes"), no: ui("no") }, onCopied: props.onCopied, onPaste: props.onPaste, onCut: () => props.onEdit(isReadOnly ? [] : clearing(selection, columns, store)) });
  useBounds(box, grid);
  useEffect(() => {
    if (props.top > 0) grid.current?.scrollTo(0, 0, "vertical");
  }, [props.top]);

  const edited = (list: readonly EditListItem[]) => {
    const edits = list.flatMap(({ location: [col, row], value }): Edit[] => {
      const [column, record, cell] = [columns[col], store.at(row), (value as ValueCell).data];
      return column && record && cell.kind === "value" ? [{ record: record._id, field: column.id, value: cell.value }] : [];
    });
    props.onEdit(edits);
    return true;
  };
  const clicked = ([col, row]: Item, event: { preventDefault: () => void; localEventX: number }) => {
    const place = store.rows.at(row);
    if (place?.kind === "head") return event.preventDefault(), store.toggle(place.section);
    if (place?.kind === "rest") return event.preventDefault(), store.open(place.section);
    const [column, record] = [columns[col], store.at(row)];
    // A phone has no room to edit in cells: a tap opens the record.
    if (record && matchMedia("(max-width: 767px)").matches) return props.onOpen(record._id);
    if (!column || !record || isReadOnly || column.computed || column.widget !== "switch") return;
    const middle = column.width / 2;
    if (Math.abs(event.localEventX - middle) < 14) props.onEdit([{ record: record._id, field: column.id, value: record[column.id] !== true }]);
  };
  const rowTheme = (row: number) => {
    const record = store.at(row);
    if (!record) return undefined;
    if (record._id === props.opened) return { bgCell: paint("accent-soft") };
    return store.overlay.isFresh(record._id) ? { bgCell: paint("ok-soft") } : undefined;
  };
  const filled = ({ patternSource, fillDestination, preventDefault }: FillPatternEventArgs) => {
    preventDefault();
    props.onEdit(filling(patternSource, fillDestination, columns, store));
  };
  const finished = (_value: unknown, [dx]: Item) => {
    const cell = selection.current?.cell;
    if (dx === 1 && cell && cell[0] === columns.length - 1) onSelect(selecting(afterTab(cell, columns.length, store.rows.length, false)));
  };
  const moused = (args: GridMouseEventArgs) => hover(args.kind === "cell" ? { cell: args.location, bounds: args.bounds } : undefined);

  return (
    <div ref={box} className={css["sheet"]} data-grid aria-label={props.label} role="region" onMouseLeave={() => hover(undefined)}>
      <DataEditor
        ref={grid}
        theme={theme}
        columns={heads}
        rows={store.rows.length}
        getCellContent={getCell}
        getCellsForSelection
        customRenderers={renderers}
        headerIcons={headerIcons}
        width="100%"
        height="100%"
        headerHeight={HEADER}
        rowHeight={HEIGHTS[settings.row_height]}
        rowGrouping={grouping}
        rowMarkers={{ kind: "both", checkboxStyle: "square", width: 48, headerAlwaysVisible: true }}
        freezeColumns={Math.min(settings.frozen, columns.length)}
        smoothScrollX
        smoothScrollY
        minColumnWidth={60}
        maxColumnWidth={800}
        rangeSelect="multi-rect"
        rowSelect="multi"
        rowSelectionMode="multi"
        columnSelect="none"
        keybindings={keybindings}
        fillHandle={!isReadOnly}
        allowedFillDirections="orthogonal"
        gridSelection={selection}
        onGridSelectionChange={onSelect}
        getRowThemeOverride={rowTheme}
        onVisibleRegionChanged={({ y, height }) => store.see(Math.max(0, y - 20), y + height + 40)}
        onKeyDown={(event) => pressed(event, props)}
        onCellsEdited={edited}
        onFinishedEditing={finished}
        onFillPattern={filled}
        onDelete={(range) => (isReadOnly || props.onEdit(clearing(range, columns, store)), false)}
        onCellClicked={clicked}
        onItemHovered={moused}
        onColumnResize={(column, width) => props.onResize(column.id ?? "", Math.round(width))}
        onColumnMoved={props.onMove}
        onHeaderMenuClick={(col, bounds) => props.onHead(columns[col]?.id ?? "", bounds)}
        onHeaderContextMenu={(col, event) => (event.preventDefault(), props.onHead(columns[col]?.id ?? "", event.bounds))}
        isOutsideClick={(event) => !(event.target instanceof Element && event.target.closest(".ant-select-dropdown, .ant-picker-dropdown"))}
      />
      <Catcher box={box} grid={grid} cell={selection.current?.cell} label={props.label} />
      <HoverNote hovered={hovered} shown={shown} />
    </div>
  );
}

/** Tell whoever tests or helps where a cell is on the screen: `element.cellBounds(col, row)`. */
function useBounds(box: RefObject<HTMLDivElement | null>, grid: RefObject<DataEditorRef | null>): void {
  useEffect(() => {
    const element = box.current as (HTMLDivElement & { cellBounds?: DataEditorRef["getBounds"] }) | null;
    if (element) element.cellBounds = (col, row) => grid.current?.getBounds(col, row);
    if (!isTyping(document.activeElement)) grid.current?.focus();
  }, [box, grid]);
}
