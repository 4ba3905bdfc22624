/** What a value of a payload means to people: the moment behind unix seconds, the name of a code, exact long digits. */
import { members, type Path } from "@/widgets/json/rows";
import type { Schemas } from "@/api/client";

export type Hint = { kind: "moment"; ms: number; unit: "s" | "ms" } | { kind: "code"; label: { zh: string; en: string } } | { kind: "region"; text: string } | { kind: "long" } | { kind: "empty" };

const SECONDS = /^1\d{9}$/;
const MILLISECONDS = /^1\d{12}$/;
const LONG = /^-?\d{16,}$/;
const TIME_NAMES = /time|date|_at$|timestamp|日期|时间/i;
const REGION_NAMES = /location|city|province|region|地区|城市|省/i;

/** Tell what a value means; undefined when it says everything itself. `source` knows its codes and moments. */
export function hintOf(path: Path, value: unknown, source: Schemas["SourceOut"] | undefined): Hint | undefined {
  const name = String(path.at(-1) ?? "");
  if (value === "") return { kind: "empty" };
  if (value === null || typeof value === "boolean" || members(value).length > 0) return undefined;
  const text = String(value);
  const code = path.length === 1 ? source?.option_lists.find((list) => list.field === name)?.options.find((option) => option.code === text) : undefined;
  if (code) return { kind: "code", label: code.label };
  const isTime = TIME_NAMES.test(name) || (source?.fields.some((field) => field.key === name && field.is_time) ?? false);
  if (isTime && SECONDS.test(text)) return { kind: "moment", ms: Number(text) * 1000, unit: "s" };
  if (isTime && MILLISECONDS.test(text)) return { kind: "moment", ms: Number(text), unit: "ms" };
  if (REGION_NAMES.test(name) && /^[^+,]+[+,][^+,]+$/.test(text)) return { kind: "region", text: text.replace(/[+,]/, " ") };
  return LONG.test(text) ? { kind: "long" } : undefined;
}
