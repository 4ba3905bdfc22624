/** Makes the cells that are drawn out of the records that are here. */
import { GridCellKind, type GridCell } from "@glideapps/glide-data-grid";
import type { TFunction } from "i18next";
import { isBlank, optionOf, type Sources } from "@/widgets/values/field";
import { grouped, shownText } from "@/widgets/values/text";
import { shortMoment } from "@/widgets/time";
import { isMoment } from "@/widgets/values/text";
import type { Column, Rec } from "../model/types";
import type { RecordStore } from "../store/records";
import { headCell, valueCell, type HeadData, type ValueData } from "./cells";

export interface Shown {
  store: RecordStore;
  columns: readonly Column[];
  all: readonly Column[];
  titleId: string | undefined;
  colourBy: string | null;
  lines: number;
  isReadOnly: boolean;
  sources: Sources;
  t: TFunction<"grid">;
}

const LOADING: GridCell = { kind: GridCellKind.Loading, allowOverlay: false, skeletonWidth: 80, skeletonWidthVariability: 40 };

/** Give the cell of a column and row. */
export function cellAt(shown: Shown, col: number, row: number): GridCell {
  const { store, columns, t } = shown;
  const place = store.rows.at(row);
  const column = columns[col];
  if (!place || !column) return LOADING;
  if (place.kind === "head") return headCell(groupHead(shown, place.section, place.isClosed), columns.length);
  if (place.kind === "rest") return headCell({ kind: "rest", text: t("rest", { count: place.hidden, number: grouped(place.hidden) }) }, columns.length);
  const record = store.at(row);
  if (!record) return LOADING;
  return valueCell(valueAt(shown, column, record, col === 0), shown.isReadOnly || column.computed || store.overlay.gone.has(record._id));
}

function words(t: TFunction<"grid">) {
  return { yes: t("ui:yes" as never) as string, no: t("ui:no" as never) as string };
}

export function valueAt(shown: Shown, column: Column, record: Rec, isFirst: boolean): ValueData {
  const { store, sources, t, lines, titleId } = shown;
  const value = column.computed ? computed(column, record) : record[column.id];
  const pending = store.overlay.pending(record._id, column.id);
  const issue = record._issues?.[column.id];
  return {
    kind: "value",
    column,
    value,
    text: column.widget === "datetime" && isMoment(value) ? shortMoment(String(value)) : shownText(column, value, sources, words(t)),
    isTitle: column.id === titleId,
    lines,
    pending,
    issue: issue && isBlank(value) ? String(issue.value) : undefined,
    badge: isFirst ? badge(shown, record) : undefined,
    edge: isFirst ? edge(shown, record) : undefined,
    isGone: store.overlay.gone.has(record._id),
  };
}

/** The value of a field that fills itself in. */
export function computed(column: Column, record: Rec): unknown {
  const own = record[column.id];
  return own === undefined ? null : own;
}

function badge({ store: { overlay }, t }: Shown, record: Rec): ValueData["badge"] {
  if (overlay.gone.has(record._id)) return { text: t("gone"), tone: "bad" };
  if (overlay.misfits.has(record._id)) return { text: t("misfit"), tone: "warn" };
  return overlay.isFresh(record._id) ? { text: t("fresh"), tone: "ok" } : undefined;
}

function edge({ store: { overlay }, all, colourBy }: Shown, record: Rec): ValueData["edge"] {
  if (overlay.isFresh(record._id)) return "new";
  const column = colourBy ? all.find((one) => one.id === colourBy) : undefined;
  const value = column && record[column.id];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return column && !isBlank(first) ? optionOf(column, first).hue : undefined;
}

function groupHead({ store, all, sources, t }: Shown, section: number, isClosed: boolean): HeadData {
  const { value, window } = store.sections[section]!;
  const column = all.find((one) => one.id === store.query.group);
  const text = isBlank(value) || !column ? t("noValue") : shownText(column, value, sources, words(t));
  return {
    kind: "head",
    text,
    count: grouped(window.count),
    isClosed,
    hue: column?.widget === "choice" && !isBlank(value) ? optionOf(column, value).hue : undefined,
    person: column?.widget === "person" && !isBlank(value) ? text : undefined,
  };
}
