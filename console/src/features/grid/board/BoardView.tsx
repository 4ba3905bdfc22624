/** A view as a kanban: a column for each value of a field, whose cards are dragged to give records another one. */
import { useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Trouble, Waiting } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { stackable } from "../model/kinds";
import type { Column, Query } from "../model/types";
import { useUndoKeys } from "../sheet/useKeys";
import { Unset } from "../Unset";
import { useGrid } from "../useGrid";
import { useView, type ViewParts, type ViewProps } from "../useView";
import { ViewFrame } from "../ViewFrame";
import { Board } from "./Board";
import { BoardStore } from "./store";

const make = (table: string, query: Query) => new BoardStore(table, query);

export default function BoardView(props: ViewProps) {
  const parts = useView(props);
  const by = parts.all.find((one) => one.id === parts.state.settings.stack_by);
  const { t } = useTranslation("grid");
  if (!by) {
    const fields = stackable(parts.all);
    return <Unset {...props} parts={parts} icon="kanban" title={t("boardUnset")} text={t(fields.length ? "boardUnsetText" : "noStackable")} fields={fields} onChoose={(stack_by) => parts.state.change({ stack_by })} />;
  }
  return <Stacked key={by.id} {...props} parts={parts} by={by} />;
}

function Stacked({ parts, by, ...props }: ViewProps & { parts: ViewParts; by: Column }) {
  const { failed } = useTell();
  const { query } = parts.state;
  const grouped = useMemo((): Query => ({ ...query, group: by.id }), [by.id, query]);
  const grid = useGrid(props.table, `${props.view.name} ${by.id}`, grouped, make);
  const { store, writer } = grid;
  useSyncExternalStore(store.subscribe, store.snapshot);
  useUndoKeys(writer, failed);
  const [preset, begin] = useState<Record<string, unknown>>();
  const add = (value: unknown) => {
    begin(value === null || value === undefined ? undefined : { [by.id]: value });
    parts.open("new");
  };
  const { count, isCounted } = store.total;
  return (
    <ViewFrame {...props} parts={parts} grid={grid} count={isCounted ? count : undefined} preset={preset} onNew={() => add(null)}>
      {store.error !== undefined && store.error !== null ? <Trouble error={store.error} retry={() => void store.reload()} /> : store.isReady ? <Board parts={parts} by={by} store={store} writer={writer} opened={props.opened} onNew={add} /> : <Waiting rows={8} />}
    </ViewFrame>
  );
}
