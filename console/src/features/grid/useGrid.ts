/** Brings the parts of a grid together: its store, its writer, and what is heard of changes elsewhere. */
import { App } from "antd";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { EVERYTHING, useHints } from "@/app/live";
import { Problem } from "@/api/client";
import { useTell } from "@/ui/undo";
import type { Query, Table } from "./model/types";
import { isEditorOpen } from "./sheet/useKeys";
import { RecordStore } from "./store/records";
import { Writer, type Conflict } from "./store/writes";

const HINTS_MS = 400;
const RESEND_MS = 8_000;

export interface Grid<Store extends RecordStore = RecordStore> {
  store: Store;
  writer: Writer;
  conflict: Conflict | undefined;
  settled: () => void;
}

const plain = <Store extends RecordStore>(table: string, query: Query) => new RecordStore(table, query) as Store;

export function useGrid<Store extends RecordStore = RecordStore>(table: Table, view: string, query: Query, make: (table: string, query: Query) => Store = plain<Store>): Grid<Store> {
  const { i18n } = useTranslation();
  const { message } = App.useApp();
  const { failed, forgetStep } = useTell();
  const [conflict, quarrel] = useState<Conflict>();
  // The writer holds the steps that can be undone: it outlives changes of the table's design.
  const fields = useRef(table.fields);
  useEffect(() => {
    fields.current = table.fields;
  }, [table.fields]);
  const idOf = useCallback((name: string) => fields.current.find((one) => one.name === name)?.id ?? name, []);
  // A view has a store of its own; its query is told to it below, whenever it changes.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const store = useMemo(() => make(table.id, query), [table.id, view]);
  const writer = useMemo(() => new Writer(store, idOf, () => i18n.language), [store, idOf, i18n]);
  useEffect(() => {
    writer.onConflict = quarrel;
    writer.steps.onMove = forgetStep;
    writer.onFailure = (error) => {
      if (!(error instanceof Problem) || error.code !== "network") message.error(error instanceof Error ? error.message : String(error));
    };
  }, [forgetStep, message, writer]);
  useEffect(() => void store.show(query).catch(failed), [failed, query, store]);
  useUnsent(writer);
  useChanges(store, table.id);
  return { store, writer, conflict, settled: useCallback(() => quarrel(undefined), []) };
}

/** Hear of changes, gathered for a moment: one known record is fetched alone, anything else is looked at as a whole. */
function useChanges(store: RecordStore, table: string): void {
  const gathered = useMemo(() => ({ ids: new Map<string, number | null>(), isWide: false, timer: undefined as ReturnType<typeof setTimeout> | undefined, store }), [store]);
  useEffect(() => () => clearTimeout(gathered.timer), [gathered]);
  const flush = useCallback(async () => {
    gathered.timer = undefined;
    const { ids, isWide } = gathered;
    gathered.ids = new Map();
    gathered.isWide = false;
    try {
      if (isWide || ids.size > 5) return await store.hear(null, null, isEditorOpen());
      for (const [id, version] of ids) await store.hear(id, version, isEditorOpen());
    } catch {
      // The next hint asks again; until then what is shown stays.
    }
  }, [gathered, store]);
  useHints(
    useCallback(
      (hint: { topic: string; id?: string | null; version?: number | null }) => {
        if (hint.topic !== EVERYTHING && hint.topic !== `records:${table}`) return;
        if (hint.id) gathered.ids.set(hint.id, hint.version ?? null);
        else gathered.isWide = true;
        gathered.timer ??= setTimeout(() => void flush(), HINTS_MS);
      },
      [flush, gathered, table],
    ),
  );
}

/** Send again what the network or an ended session kept back: when either is there again, and now and then. */
function useUnsent(writer: Writer): void {
  const again = useCallback(() => void writer.resend(), [writer]);
  useHints(useCallback(({ topic }) => topic === EVERYTHING && again(), [again]));
  useEffect(() => {
    const timer = setInterval(again, RESEND_MS);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [again]);
}
