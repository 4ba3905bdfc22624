/** The keys of the sheet that the grid library doesn't know, or understands otherwise. */
import type { GridKeyEventArgs, GridSelection } from "@glideapps/glide-data-grid";
import { CompactSelection } from "@glideapps/glide-data-grid";
import { useEffect } from "react";
import { nowAs } from "@/widgets/values/text";
import type { Column } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Edit, Writer } from "../store/writes";
import { afterTab, filling } from "./ranges";
import { isTyping } from "./useClipboard";

export interface KeyWish {
  store: RecordStore;
  writer: Writer;
  columns: readonly Column[];
  selection: GridSelection;
  isReadOnly: boolean;
  onSelect: (selection: GridSelection) => void;
  onOpen: (record: string) => void;
  onEdit: (edits: Edit[]) => void;
}

/** The library's own keys: F2 opens as Enter does, Shift+Space expands the cell, Space is ours. */
export const keybindings = { activateCell: "Enter|F2|shift+ ", selectRow: false, selectColumn: false, downFill: false, rightFill: false, search: false, copy: false, paste: false, cut: false } as const;

/** Whether an editor is open over a cell. */
export function isEditorOpen(): boolean {
  return document.querySelector("#portal .gdg-clip-region") !== null;
}

/** Give the sheet its keys back, once what floated over it is gone. */
export function focusSheet(): void {
  setTimeout(() => {
    if (document.activeElement === document.body || document.activeElement === null) document.querySelector<HTMLElement>("[data-grid] canvas")?.focus({ preventScroll: true });
  }, 60);
}

/** Select one cell. */
export function selecting(cell: readonly [number, number]): GridSelection {
  return { current: { cell, range: { x: cell[0], y: cell[1], width: 1, height: 1 }, rangeStack: [] }, rows: CompactSelection.empty(), columns: CompactSelection.empty() };
}

export function pressed(event: GridKeyEventArgs, wish: KeyWish): void {
  if (isEditorOpen()) return;
  const { store, columns, selection, isReadOnly, onSelect, onOpen, onEdit } = wish;
  const isCommand = event.ctrlKey || event.metaKey;
  const cell = selection.current?.cell;
  const record = cell && store.at(cell[1]);
  const column = cell && columns[cell[0]];
  const mayEdit = record && column && !isReadOnly && !column.computed;
  const take = () => {
    event.cancel();
    event.preventDefault();
    event.stopPropagation();
  };
  const place = cell && store.rows.at(cell[1]);
  if (place && place.kind !== "record" && (event.key === " " || event.key === "Enter")) {
    take();
    if (place.kind === "head") store.toggle(place.section);
    else store.open(place.section);
  } else if (event.key === " " && !event.shiftKey && !isCommand && record) {
    take();
    onOpen(record._id);
  } else if (event.key === "Enter" && record && column?.widget === "switch" && !isCommand) {
    take();
    if (mayEdit) onEdit([{ record: record._id, field: column.id, value: record[column.id] !== true }]);
  } else if (event.key === "Tab" && cell) {
    take();
    onSelect(selecting(afterTab(cell, columns.length, store.rows.length, event.shiftKey)));
  } else if (isCommand && event.key.toLowerCase() === "d" && selection.current) {
    take();
    const { range } = selection.current;
    const source = range.height > 1 ? { ...range, height: 1 } : { ...range, y: range.y - 1, height: 1 };
    if (!isReadOnly) onEdit(filling(source, range, columns, store));
  } else if (isCommand && (event.key === ";" || event.key === "；") && mayEdit) {
    const kind = column.widget;
    if (kind !== "date" && kind !== "datetime" && kind !== "time") return;
    take();
    onEdit([{ record: record._id, field: column.id, value: nowAs(kind) }]);
  }
}

/** Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) anywhere on the page, unless a text is being typed. */
export function useUndoKeys(writer: Writer, onFailure: (error: unknown) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyping(document.activeElement)) return;
      const key = event.key.toLowerCase();
      const isRedo = key === "y" || (key === "z" && event.shiftKey);
      if (key !== "z" && !isRedo) return;
      event.preventDefault();
      (isRedo ? writer.steps.redo() : writer.steps.undo()).catch(onFailure);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [onFailure, writer]);
}

/** An input method's Enter and Esc choose characters: they must not reach the cell's editor as keys of the sheet. */
export function useComposition(): void {
  useEffect(() => {
    const guard = (event: KeyboardEvent) => {
      const isComposing = event.isComposing || event.keyCode === 229;
      if (isComposing && event.target instanceof Element && event.target.closest("#portal")) event.stopPropagation();
    };
    window.addEventListener("keydown", guard, true);
    return () => window.removeEventListener("keydown", guard, true);
  }, []);
}
