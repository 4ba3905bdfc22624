/** Values as text and back: what a cell shows, what is copied, and what someone typed or pasted means. */
import dayjs from "dayjs";
import { wholeMoment } from "@/widgets/time";
import { spelledDuration } from "./duration";
import { isBlank, linkedTable, optionOf, optionsOf, type Sources, type ValueField } from "./field";

const FULL_WIDTH = /[！-～]/g;
const SIGNS: Readonly<Record<string, string>> = { CNY: "¥", HKD: "HK$", TWD: "NT$", USD: "$", EUR: "€", GBP: "£", SGD: "S$", AUD: "A$" };
const YES = ["true", "1", "yes", "y", "是", "对", "√", "✓"];
const NO = ["false", "0", "no", "n", "否", "不是", "×"];

/** Digits, letters and signs of full width as plain ones: "１３８" is "138". */
export function halfWidth(text: string): string {
  return text.replace(FULL_WIDTH, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0)).replaceAll("　", " ");
}

/** 12847 as 12,847, decimals untouched. */
export function grouped(number: unknown): string {
  const [whole = "", rest] = String(number).split(".");
  const shown = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return rest === undefined ? shown : `${shown}.${rest}`;
}

/** What a cell shows. */
export function shownText(field: ValueField, value: unknown, sources: Sources, words: { yes: string; no: string }): string {
  if (isBlank(value)) return "";
  switch (field.widget) {
    case "choice":
      return optionOf(field, value).label;
    case "choices":
      return (Array.isArray(value) ? value : [value]).map((one) => optionOf(field, one).label).join(", ");
    case "switch":
      return value === true ? words.yes : words.no;
    case "money":
      return `${SIGNS[String(field.params["currency"] ?? "CNY")] ?? ""}${grouped(value)}`;
    case "percent":
      return `${grouped(value)}%`;
    case "duration":
      return spelledDuration(value);
    case "datetime":
      return isMoment(value) ? wholeMoment(String(value)) : String(value);
    case "person":
      return sources.people.find((one) => one.id === value)?.name ?? String(value);
    case "link":
      return sources.titleOf(linkedTable(field), String(value)) ?? String(value);
    case "json":
      return JSON.stringify(value);
    case "reading":
      return field.shape === "timestamp" ? wholeMoment(String(value)) : nameOfActor(String(value), sources);
    default:
      return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
}

/** "person:6565…" as the person's name; other kinds of actors as they stand. */
export function nameOfActor(actor: string, sources: Sources): string {
  const [, id = actor] = actor.split(":");
  return sources.people.find((one) => one.id === id)?.name ?? actor;
}

/** What goes to the clipboard: as shown, but numbers without their commas and sign. */
export function copiedText(field: ValueField, value: unknown, sources: Sources, words: { yes: string; no: string }): string {
  if (field.widget === "money" && !isBlank(value)) return String(value);
  return shownText(field, value, sources, words);
}

/** What someone typed or pasted, as the server takes it; it judges whether that fits. */
export function readText(field: ValueField, text: string, sources: Sources): unknown {
  if (field.widget === "line" || field.widget === "area") return text === "" ? null : text;
  const plain = text.trim();
  if (plain === "") return null;
  switch (field.widget) {
    case "number":
    case "money":
    case "percent":
      return readNumber(plain);
    case "rating":
      return readNumber(plain.replace(/★+/, (stars) => String(stars.length)));
    case "phone":
    case "email":
    case "url":
      return halfWidth(plain);
    case "choice":
      return optionsOf(field).find((one) => one.label === plain || one.handle === plain)?.handle ?? plain;
    case "choices":
      return readChoices(field, plain);
    case "switch":
      return YES.includes(plain.toLowerCase()) ? true : NO.includes(plain.toLowerCase()) ? false : plain;
    case "date":
    case "time":
    case "datetime":
      return readTime(field.widget, plain);
    case "person":
      return sources.people.find((one) => one.name === plain || one.id === plain)?.id ?? plain;
    case "json":
      return readJson(text);
    default:
      return plain;
  }
}

function readNumber(text: string): string {
  return halfWidth(text).replace(/[¥$€£,\s]/g, "");
}

function readChoices(field: ValueField, text: string): string[] {
  const known = optionsOf(field);
  const whole = known.find((one) => one.label === text || one.handle === text);
  if (whole) return [whole.handle];
  const parts = text.split(/[,，、;；\n]/).map((part) => part.trim()).filter(Boolean);
  return [...new Set(parts.map((part) => known.find((one) => one.label === part || one.handle === part)?.handle ?? part))];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const FORMATS = { date: "YYYY-MM-DD", time: "HH:mm:ss", datetime: "YYYY-MM-DD HH:mm:ss" } as const;

/** "今天", "11/24", "2026年11月24日 8:30" as dates and times are written; anything else as it stands. */
function readTime(kind: "date" | "time" | "datetime", text: string): string {
  const plain = halfWidth(text);
  if (/^(今天|today|现在|now)$/i.test(plain)) return nowAs(kind);
  if (kind === "datetime" && /[zZ]$|[+-]\d\d:?\d\d$/.test(plain)) return plain;
  const day = /^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?/.exec(plain);
  const clock = /(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(plain);
  const two = (part: string | undefined) => (part ?? "0").padStart(2, "0");
  const date = day ? `${day[1] ?? dayjs().year()}-${two(day[2])}-${two(day[3])}` : undefined;
  const time = clock ? `${two(clock[1])}:${clock[2]}:${two(clock[3])}` : undefined;
  if (kind === "time") return time ?? plain;
  if (kind === "date") return date ?? plain;
  return date ? `${date} ${time ?? "00:00:00"}` : plain;
}

/** This day or moment, in the workspace's zone. */
export function nowAs(kind: "date" | "time" | "datetime"): string {
  return dayjs(wholeMoment(Date.now())).format(FORMATS[kind]);
}

/** Tell whether this is a moment as the server writes it. */
export function isMoment(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value);
}

/** What an editor begins with: the value as its reader would type it. */
export function typedText(field: ValueField, value: unknown): string {
  if (isBlank(value)) return "";
  if (field.widget === "datetime" && isMoment(value)) return wholeMoment(String(value));
  if (field.widget === "duration") return spelledDuration(value);
  if (field.widget === "json" || typeof value === "object") return JSON.stringify(value, null, 2);
  return String(value);
}
