import { expect, test } from "vitest";
import { texts as en } from "./en";
import { texts as zh } from "./zh-CN";

const holes = (text: string) => [...text.matchAll(/{{(\w+)}}/g)].map((found) => found[1]).sort();

test("every text says something in both languages", () => {
  for (const words of [zh, en]) {
    for (const [part, lines] of Object.entries(words)) for (const [key, text] of Object.entries(lines)) expect(text, `${part}.${key}`).not.toBe("");
  }
});

test("both languages fill the same holes", () => {
  const english = en as Record<string, Record<string, string>>;
  for (const [part, lines] of Object.entries(zh)) {
    for (const [key, text] of Object.entries(lines as Record<string, string>)) {
      expect(holes(english[part]?.[key] ?? ""), `${part}.${key}`).toEqual(holes(text));
    }
  }
});
