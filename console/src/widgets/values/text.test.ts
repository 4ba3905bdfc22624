import { expect, test } from "vitest";
import { showIn } from "@/widgets/time";
import { noSources, type ValueField } from "./field";
import { copiedText, halfWidth, readText, shownText, typedText } from "./text";

const words = { yes: "是", no: "否" };

function field(widget: string, params: Record<string, unknown> = {}): ValueField {
  return { id: "f", name: "f", label: "F", type: widget, widget, shape: "text", icon: "text", params, required: false, computed: false, description: "" };
}

const tags = { options: [{ handle: "hot", label: "高意向", hue: "red" }, { handle: "again", label: "回访", hue: "blue" }] };

test("full-width digits and signs become plain ones", () => {
  expect(halfWidth("＋８６　１３８００１３８０００")).toBe("+86 13800138000");
  expect(readText(field("phone"), " １３８００１３８０００ ", noSources)).toBe("13800138000");
  expect(readText(field("number"), "１，２８４．５", noSources)).toBe("1284.5");
});

test("labels of options become their handles, and strangers stay as they are", () => {
  expect(readText(field("choice", tags), "高意向", noSources)).toBe("hot");
  expect(readText(field("choice", tags), "E5X", noSources)).toBe("E5X");
  expect(readText(field("choices", tags), "回访、高意向，回访", noSources)).toEqual(["again", "hot"]);
});

test("dates are understood as people write them", () => {
  expect(readText(field("date"), "2026/3/5", noSources)).toBe("2026-03-05");
  expect(readText(field("date"), "2026年3月5日", noSources)).toBe("2026-03-05");
  expect(readText(field("datetime"), "2026-03-05 8:30", noSources)).toBe("2026-03-05 08:30:00");
  expect(readText(field("time"), "８：３０", noSources)).toBe("08:30:00");
  expect(readText(field("date"), "next week", noSources)).toBe("next week");
});

test("an emptied cell is no value at all", () => {
  for (const widget of ["line", "number", "choice", "choices", "date", "switch"]) expect(readText(field(widget), "", noSources)).toBeNull();
});

test("money shows its sign and commas, and is copied without them", () => {
  const money = field("money", { currency: "CNY" });
  expect(shownText(money, "120000.00", noSources, words)).toBe("¥120,000.00");
  expect(copiedText(money, "120000.00", noSources, words)).toBe("120000.00");
  expect(readText(money, "¥120,000.00", noSources)).toBe("120000.00");
});

test("moments are shown and edited in the zone of the workspace", () => {
  showIn("Asia/Shanghai");
  const moment = field("datetime");
  expect(shownText(moment, "2026-11-24T06:31:05Z", noSources, words)).toBe("2026-11-24 14:31:05");
  expect(typedText(moment, "2026-11-24T06:31:05Z")).toBe("2026-11-24 14:31:05");
});

test("long integers stay exact", () => {
  expect(readText(field("number"), "9007199254740993", noSources)).toBe("9007199254740993");
});
