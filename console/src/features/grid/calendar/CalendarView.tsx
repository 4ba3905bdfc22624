/** A view as a calendar: records on their days, by month or by week, moved to other days by hand or key. */
import { useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { both } from "@/ui/filter/filter";
import { Trouble } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { nowAs } from "@/widgets/values/text";
import { datable } from "../model/kinds";
import type { Column, Query } from "../model/types";
import { useUndoKeys } from "../sheet/useKeys";
import { RecordStore } from "../store/records";
import { Unset } from "../Unset";
import { useGrid } from "../useGrid";
import { useView, type ViewParts, type ViewProps } from "../useView";
import { ViewFrame } from "../ViewFrame";
import { Calendar } from "./Calendar";
import { monthWeeks, MOST, onDays, valueOn, weekOf, type Scale } from "./days";

const make = (table: string, query: Query) => new RecordStore(table, query, MOST);

export default function CalendarView(props: ViewProps) {
  const parts = useView(props);
  const { starts_at, ends_at } = parts.state.settings;
  const starts = parts.all.find((one) => one.id === starts_at);
  const ends = parts.all.find((one) => one.id === ends_at && one !== starts);
  const { t } = useTranslation("grid");
  if (!starts) {
    const fields = datable(parts.all);
    return <Unset {...props} parts={parts} icon="calendar" title={t("calendarUnset")} text={t(fields.length ? "calendarUnsetText" : "noDatable")} fields={fields} onChoose={(starts_at) => parts.state.change({ starts_at })} />;
  }
  return <Dated {...props} parts={parts} starts={starts} ends={ends} />;
}

function Dated({ parts, starts, ends, ...props }: ViewProps & { parts: ViewParts; starts: Column; ends: Column | undefined }) {
  const { failed } = useTell();
  const [params, put] = useSearchParams();
  const wanted = params.get("date") ?? "";
  const day = /^\d{4}-\d\d-\d\d$/.test(wanted) && !Number.isNaN(Date.parse(wanted)) ? wanted : nowAs("date");
  const scale: Scale = params.get("as") === "week" ? "week" : "month";
  const { query } = parts.state;
  const weeks = useMemo(() => (scale === "week" ? [weekOf(day)] : monthWeeks(day)), [day, scale]);
  const [first, last] = [weeks[0]![0]!, weeks.at(-1)!.at(-1)!];
  // Columns are made anew with every change of the layout; what is asked for depends on their ids and shapes alone.
  const asked = JSON.stringify(both(query.filter, onDays(starts, ends, first, last)));
  const within = useMemo((): Query => ({ filter: JSON.parse(asked) as unknown, sort: starts.id, q: query.q, group: null }), [asked, query.q, starts.id]);
  const grid = useGrid(props.table, `${props.view.name} ${starts.id}`, within, make);
  const { store, writer } = grid;
  useSyncExternalStore(store.subscribe, store.snapshot);
  useUndoKeys(writer, failed);
  const [preset, begin] = useState<Record<string, unknown>>();
  const add = (on?: string) => {
    begin(starts.computed ? undefined : { [starts.id]: valueOn(starts, on ?? nowAs("date")) });
    parts.open("new");
  };
  const go = (next: string, as = scale) =>
    put((now) => {
      now.set("date", next);
      if (as === "week") now.set("as", "week");
      else now.delete("as");
      return now;
    });
  return (
    <ViewFrame {...props} parts={parts} grid={grid} count={store.total.isCounted ? store.total.count : undefined} preset={preset} onNew={() => add()}>
      {store.error !== undefined && store.error !== null ? (
        <Trouble error={store.error} retry={() => void store.reload()} />
      ) : (
        <Calendar table={props.table} parts={parts} starts={starts} ends={ends} store={store} writer={writer} day={day} scale={scale} weeks={weeks} opened={props.opened} onGo={go} onNew={parts.mayWrite ? add : undefined} />
      )}
    </ViewFrame>
  );
}
