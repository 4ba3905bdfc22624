/** The one kind of cell this grid has: a value with its field, drawn and edited as the field's type asks. */
import { GridCellKind, type CustomCell, type CustomRenderer, type ProvideEditorComponent } from "@glideapps/glide-data-grid";
import { useState, type KeyboardEvent } from "react";
import { CellEditor, type Move } from "@/widgets/values/CellEditor";
import { isBlank, optionOf, starsOf, type Sources } from "@/widgets/values/field";
import type { Hue } from "@/theme";
import type { Pending } from "../store/overlay";
import type { Column } from "../model/types";
import { takeComposed } from "./Catcher";
import { drawBadge, drawChips, drawCorner, drawEdge, drawPerson, drawStars, drawText, drawTick, type Pen } from "./drawing";
import { BODY_FONT, hueColours, MONO_FONT, STRONG_FONT, type Paint } from "./theme";

export interface ValueData {
  kind: "value";
  column: Column;
  value: unknown;
  /** As it is shown where it is text. */
  text: string;
  isTitle: boolean;
  lines: number;
  pending?: Pending;
  /** The text that did not fit the field, as it came. */
  issue?: string;
  /** A word about the whole row, in its first cell. */
  badge?: { text: string; tone: "ok" | "warn" | "bad" };
  edge?: "new" | Hue;
  isGone?: boolean;
}

export interface HeadData {
  kind: "head";
  text: string;
  count: string;
  isClosed: boolean;
  hue?: Hue;
  person?: string;
}

export interface RestData {
  kind: "rest";
  text: string;
}

export type CellData = ValueData | HeadData | RestData;
export type ValueCell = CustomCell<CellData>;

const MOVES: Record<Move, readonly [-1 | 0 | 1, -1 | 0 | 1]> = { down: [0, 1], right: [1, 0], left: [-1, 0], stay: [0, 0] };

export function valueCell(data: ValueData, isReadOnly: boolean): ValueCell {
  const opens = data.column.widget !== "switch";
  return { kind: GridCellKind.Custom, allowOverlay: opens && !isReadOnly, readonly: isReadOnly, data, copyData: data.text };
}

export function headCell(data: HeadData | RestData, columns: number): ValueCell {
  return { kind: GridCellKind.Custom, allowOverlay: false, readonly: true, data, copyData: data.text, span: [0, Math.max(0, columns - 1)], cursor: "pointer" };
}

/** Give the renderer for a theme and for those who can be named in values. */
export function renderer(paint: Paint, sources: () => Sources): CustomRenderer<ValueCell> {
  const editor = editorWith(sources);
  return {
    kind: GridCellKind.Custom,
    isMatch: (cell): cell is ValueCell => "kind" in (cell.data as object),
    draw: ({ ctx, rect }, { data }) => {
      const pen = { ctx, rect, paint };
      if (data.kind === "value") drawValue(pen, data);
      else if (data.kind === "head") drawHead(pen, data);
      else drawText(pen, data.text, { font: BODY_FONT, fill: paint("accent-text") });
    },
    measure: (ctx, { data }) => {
      ctx.font = BODY_FONT;
      return Math.min(420, ctx.measureText(data.text).width + 34);
    },
    provideEditor: ({ data }) => (data.kind === "value" ? { editor, disablePadding: true } : undefined),
  };
}

function editorWith(sources: () => Sources): ProvideEditorComponent<ValueCell> {
  return function Editor({ value, initialValue, onChange, onFinishedEditing }) {
    const { data } = value;
    const [composed] = useState(takeComposed);
    if (data.kind !== "value") return null;
    const given = (next: unknown): ValueCell => ({ ...value, data: { ...data, value: next } });
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
      event.stopPropagation();
      onFinishedEditing(undefined, [0, 0]);
    };
    return (
      <div onKeyDown={leave}>
        <CellEditor
          field={data.column}
          value={data.value}
          initial={composed ?? initialValue}
          sources={sources()}
          onChange={(next) => onChange(given(next))}
          onDone={(next, move) => onFinishedEditing(given(next), MOVES[move])}
        />
      </div>
    );
  };
}

function drawHead(pen: Pen, { text, count, isClosed, hue, person }: HeadData): void {
  const { ctx, rect, paint } = pen;
  ctx.strokeStyle = paint("text3");
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  const [x, y] = [rect.x + 12, rect.y + rect.height / 2];
  const points = isClosed ? [[0, -4], [4, 0], [0, 4]] : [[-2, -2], [2, 2], [6, -2]];
  for (const [index, [dx, dy]] of points.entries()) ctx[index ? "lineTo" : "moveTo"](x + dx!, y + dy!);
  ctx.stroke();
  ctx.font = BODY_FONT;
  const room = ctx.measureText(count).width + 12;
  const inside = { ...pen, rect: { ...rect, x: rect.x + 20, width: Math.max(0, rect.width - 20 - room) } };
  const width = hue ? drawChips(inside, [{ label: text, hue }]) : person ? drawPerson(inside, text, STRONG_FONT) : drawText(inside, text, { font: STRONG_FONT, fill: paint("text") });
  drawText({ ...pen, rect: { ...rect, x: rect.x + 20 } }, count, { font: BODY_FONT, fill: paint("text3"), inset: width + 8 });
}

function drawValue(pen: Pen, data: ValueData): void {
  const { ctx, rect, paint } = pen;
  if (data.edge) drawEdge(pen, data.edge === "new" ? paint("ok-fill") : hueColours(paint, data.edge).text);
  const badge = data.badge ? drawBadge(pen, data.badge.text, data.badge.tone) : 0;
  const inner: Pen = badge ? { ...pen, rect: { ...rect, width: rect.width - badge } } : pen;
  if (data.isGone) ctx.globalAlpha = 0.45;
  if (!isBlank(data.value) || data.column.widget === "switch") drawContent(inner, data);
  ctx.globalAlpha = 1;
  if (data.pending?.state === "refused") drawCorner(pen, "bad-fill");
  else if (data.pending?.state === "unsent") drawCorner(pen, "accent");
  else if (data.issue !== undefined) drawCorner(pen, "warn-fill");
}

function drawContent(pen: Pen, { column, value, text, isTitle, lines, pending }: ValueData): void {
  const { paint } = pen;
  const fill = pending?.state === "refused" ? paint("bad-text") : paint("text");
  switch (pending?.state === "refused" ? "line" : column.widget) {
    case "choice":
      return void drawChips(pen, [optionOf(column, value)]);
    case "choices":
      return void drawChips(pen, (Array.isArray(value) ? value : [value]).map((one) => optionOf(column, one)));
    case "person":
      return void drawPerson(pen, text, BODY_FONT);
    case "rating":
      return drawStars(pen, Number(value), starsOf(column));
    case "switch":
      return drawTick(pen, value === true);
    case "number":
    case "money":
    case "percent":
    case "duration":
      return void drawText(pen, text, { font: BODY_FONT, fill, align: "right" });
    case "phone":
    case "date":
    case "time":
    case "datetime":
    case "sequence":
      return void drawText(pen, text, { font: MONO_FONT, fill: column.widget === "phone" ? fill : paint("text2") });
    case "json":
    case "reading":
      return void drawText(pen, text, { font: column.widget === "json" ? MONO_FONT : BODY_FONT, fill: paint("text2"), lines });
    case "url":
    case "email":
    case "link":
      return void drawText(pen, text, { font: BODY_FONT, fill: paint("accent-text") });
    default:
      return void drawText(pen, text, { font: isTitle ? STRONG_FONT : BODY_FONT, fill, lines });
  }
}
