/** Copies cells as text that spreadsheets read, and hands over what is pasted. Cells that are not here are fetched first. */
import type { GridSelection } from "@glideapps/glide-data-grid";
import { useEffect, useRef, type RefObject } from "react";
import { copiedText } from "@/widgets/values/text";
import type { Sources } from "@/widgets/values/field";
import { formatTsv, parseTsv } from "../paste/tsv";
import type { Column, Rec } from "../model/types";
import type { RecordStore } from "../store/records";
import { rectangleOf } from "./ranges";

interface Wish {
  box: RefObject<HTMLElement | null>;
  store: RecordStore;
  columns: readonly Column[];
  selection: GridSelection;
  sources: Sources;
  words: { yes: string; no: string };
  onCopied: (rows: number) => void;
  onPaste: (rows: string[][]) => void;
  onCut: () => void;
}

/** Spell records as rows of text. */
export function asText(records: readonly Rec[], columns: readonly Column[], sources: Sources, words: { yes: string; no: string }): string {
  return formatTsv(records.map((record) => columns.map((column) => copiedText(column, record[column.id], sources, words))));
}

export function useClipboard(wish: Wish): void {
  const now = useRef(wish);
  useEffect(() => {
    now.current = wish;
  });
  useEffect(() => {
    const isOurs = () => {
      const { box } = now.current;
      const focused = document.activeElement;
      return focused !== null && box.current?.contains(focused) === true && !isTyping(focused);
    };
    const copy = (event: ClipboardEvent): boolean => {
      const { store, columns, selection, sources, words, onCopied } = now.current;
      const range = rectangleOf(selection, columns.length);
      if (!isOurs() || !range) return false;
      event.preventDefault();
      const shown = columns.slice(range.x, range.x + range.width);
      const rows = Array.from({ length: range.height }, (_, index) => range.y + index).filter((row) => selection.current || selection.rows.hasIndex(row));
      const here = rows.map((row) => store.at(row)).filter((one) => one !== undefined);
      const wanted = rows.filter((row) => store.rows.at(row)?.kind === "record").length;
      if (here.length === wanted) {
        event.clipboardData?.setData("text/plain", asText(here, shown, sources, words));
        onCopied(here.length);
      } else {
        void store.range(range.y, range.y + range.height - 1).then(async (records) => {
          await navigator.clipboard?.writeText(asText(records, shown, sources, words));
          onCopied(records.length);
        });
      }
      return true;
    };
    const cut = (event: ClipboardEvent) => copy(event) && now.current.onCut();
    const paste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData("text/plain");
      if (!isOurs() || !text) return;
      event.preventDefault();
      now.current.onPaste(parseTsv(text));
    };
    window.addEventListener("copy", copy);
    window.addEventListener("cut", cut);
    window.addEventListener("paste", paste);
    return () => {
      window.removeEventListener("copy", copy);
      window.removeEventListener("cut", cut);
      window.removeEventListener("paste", paste);
    };
  }, []);
}

/** Whether keys and the clipboard belong to a text that is being typed. */
export function isTyping(element: Element | null): boolean {
  return element !== null && !element.matches("[data-catcher]") && (element.matches("input, textarea, select, [contenteditable=true]") || element.closest("#portal, .ant-modal, .ant-drawer, .ant-popover") !== null);
}
