/** Draws values on the canvas: text cut to its cell, chips, people, stars, ticks and marks. */
import type { Rectangle } from "@glideapps/glide-data-grid";
import type { Hue } from "@/theme";
import { hueColours, SMALL_FONT, TINY_FONT, type Paint } from "./theme";

export interface Pen {
  ctx: CanvasRenderingContext2D;
  rect: Rectangle;
  paint: Paint;
}

const PAD = 10;
const CHIP = 20;
const ELLIPSIS = "…";
const LINE = 19;

/** Cut a text to a width, with an ellipsis where something is missing. */
export function fitted(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  const line = text.length > 400 ? text.slice(0, 400) : text;
  if (ctx.measureText(line).width <= width) return line;
  let [low, high] = [0, line.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ctx.measureText(line.slice(0, middle) + ELLIPSIS).width <= width) low = middle;
    else high = middle - 1;
  }
  return line.slice(0, low) + ELLIPSIS;
}

export interface TextStyle {
  font: string;
  fill: string;
  align?: "left" | "right";
  /** Pixels that are taken at the left already. */
  inset?: number;
  lines?: number;
}

/** Draw a text on one line or two; gives its width. */
export function drawText({ ctx, rect }: Pen, text: string, { font, fill, align = "left", inset = 0, lines = 1 }: TextStyle): number {
  ctx.font = font;
  ctx.fillStyle = fill;
  ctx.textBaseline = "middle";
  ctx.textAlign = align;
  const width = Math.max(0, rect.width - 2 * PAD - inset);
  const x = align === "right" ? rect.x + rect.width - PAD : rect.x + PAD + inset;
  const plain = text.replace(/\s+/g, " ");
  const rows = lines > 1 ? wrapped(ctx, plain, width, lines) : [fitted(ctx, plain, width)];
  const top = rect.y + rect.height / 2 - ((rows.length - 1) * LINE) / 2;
  for (const [index, row] of rows.entries()) ctx.fillText(row, x, top + index * LINE + 0.5);
  ctx.textAlign = "left";
  return Math.max(...rows.map((row) => ctx.measureText(row).width));
}

function wrapped(ctx: CanvasRenderingContext2D, text: string, width: number, lines: number): string[] {
  const rows: string[] = [];
  let rest = text.slice(0, 400);
  while (rest && rows.length < lines - 1) {
    let end = rest.length;
    while (end > 1 && ctx.measureText(rest.slice(0, end)).width > width) end = Math.max(1, Math.floor(end * 0.92));
    rows.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  if (rest || rows.length === 0) rows.push(fitted(ctx, rest, width));
  return rows;
}

function rounded({ ctx }: Pen, x: number, y: number, width: number, height: number, radius: number): void {
  ctx.beginPath();
  ctx.roundRect(x, y, width, height, radius);
}

/** Draw chips side by side; those that don't fit become "+2". Gives their width. */
export function drawChips(pen: Pen, chips: readonly { label: string; hue: Hue }[]): number {
  const { ctx, rect, paint } = pen;
  ctx.font = SMALL_FONT;
  ctx.textBaseline = "middle";
  let x = rect.x + PAD - 2;
  const end = rect.x + rect.width - 6;
  const y = rect.y + (rect.height - CHIP) / 2;
  for (const [index, { label, hue }] of chips.entries()) {
    const left = chips.length - index - 1;
    const room = end - x - (left > 0 ? 26 : 0) - 14;
    if (room < 14 && index > 0) {
      ctx.fillStyle = paint("text3");
      ctx.fillText(`+${left + 1}`, x + 2, y + CHIP / 2 + 0.5);
      return rect.width;
    }
    const text = fitted(ctx, label, Math.max(room, 10));
    const width = ctx.measureText(text).width + 14;
    const { soft, text: ink } = hueColours(paint, hue);
    rounded(pen, x, y, width, CHIP, 4);
    ctx.fillStyle = soft;
    ctx.fill();
    ctx.fillStyle = ink;
    ctx.fillText(text, x + 7, y + CHIP / 2 + 0.5);
    x += width + 4;
  }
  return x - rect.x - PAD;
}

/** Draw a person: first character on their colour, then the name. Gives the width. */
export function drawPerson(pen: Pen, name: string, font: string): number {
  const { ctx, rect, paint } = pen;
  const middle = rect.y + rect.height / 2;
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  ctx.beginPath();
  ctx.arc(rect.x + PAD + 9, middle, 9, 0, Math.PI * 2);
  ctx.fillStyle = paint(`avatar-${((sum % 5) + 1) as 1 | 2 | 3 | 4 | 5}`);
  ctx.fill();
  ctx.font = TINY_FONT;
  ctx.fillStyle = paint("on-badge");
  ctx.textBaseline = "middle";
  ctx.textAlign = "center";
  ctx.fillText([...name.trim()][0]?.toUpperCase() ?? "?", rect.x + PAD + 9, middle + 0.5);
  ctx.textAlign = "left";
  return 25 + drawText(pen, name, { font, fill: paint("text"), inset: 25 });
}

export function drawStars(pen: Pen, stars: number, most: number): void {
  const { ctx, rect, paint } = pen;
  ctx.font = SMALL_FONT;
  ctx.textBaseline = "middle";
  for (let star = 0; star < most; star += 1) {
    ctx.fillStyle = star < stars ? paint("warn-fill") : paint("line2");
    ctx.fillText("★", rect.x + PAD + star * 15, rect.y + rect.height / 2 + 0.5);
  }
}

/** Draw a tick box. */
export function drawTick(pen: Pen, isOn: boolean): void {
  const { ctx, rect, paint } = pen;
  const [x, y] = [rect.x + rect.width / 2 - 8, rect.y + rect.height / 2 - 8];
  rounded(pen, x + 0.5, y + 0.5, 15, 15, 4);
  ctx.fillStyle = isOn ? paint("accent") : paint("surface");
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = isOn ? paint("accent") : paint("line2");
  ctx.stroke();
  if (!isOn) return;
  ctx.beginPath();
  ctx.moveTo(x + 4, y + 8.5);
  ctx.lineTo(x + 7, y + 11.5);
  ctx.lineTo(x + 12, y + 5);
  ctx.lineWidth = 1.6;
  ctx.strokeStyle = paint("on-accent");
  ctx.stroke();
}

/** Mark a corner: red for a refused value, amber for one that did not fit, blue for one that waits for the network. */
export function drawCorner({ ctx, rect, paint }: Pen, tone: "bad-fill" | "warn-fill" | "accent"): void {
  const right = rect.x + rect.width;
  ctx.beginPath();
  ctx.moveTo(right - 8, rect.y);
  ctx.lineTo(right, rect.y);
  ctx.lineTo(right, rect.y + 8);
  ctx.closePath();
  ctx.fillStyle = paint(tone);
  ctx.fill();
}

/** Draw a small word on a soft ground at the right of a cell; gives its width. */
export function drawBadge(pen: Pen, text: string, tone: "ok" | "warn" | "bad"): number {
  const { ctx, rect, paint } = pen;
  ctx.font = TINY_FONT;
  const width = ctx.measureText(text).width + 10;
  const [x, y] = [rect.x + rect.width - width - 6, rect.y + rect.height / 2 - 9];
  rounded(pen, x, y, width, 18, 4);
  ctx.fillStyle = paint(`${tone}-soft`);
  ctx.fill();
  ctx.fillStyle = paint(`${tone}-text`);
  ctx.textBaseline = "middle";
  ctx.fillText(text, x + 5, rect.y + rect.height / 2 + 0.5);
  return width + 6;
}

/** Draw a line at the left edge. */
export function drawEdge({ ctx, rect }: Pen, fill: string): void {
  ctx.fillStyle = fill;
  ctx.fillRect(rect.x, rect.y, 3, rect.height);
}
