import { expect, test } from "vitest";
import { insideLink, loadDocument, names, titleOf } from "./documents";

test("every page can be shown in both languages, and has a title", async () => {
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    for (const language of ["zh-CN", "en"] as const) {
      const text = await loadDocument(name, language);
      expect(titleOf(text ?? ""), `${name} ${language}`).not.toBe("");
    }
  }
});

test("what people do comes first", () => {
  expect(names[0]).toMatch(/^howto\//);
  expect(names.at(-1)).toMatch(/^reference\//);
});

test("a page does not lead to itself in another language", async () => {
  for (const name of names.filter((one) => one.startsWith("howto/"))) {
    for (const language of ["zh-CN", "en"] as const) {
      const targets = [...((await loadDocument(name, language)) ?? "").matchAll(/\]\(([^)\s]+)\)/g)].map((found) => insideLink(name, found[1] ?? ""));
      expect(targets).not.toContain(`/help/${name}`);
    }
  }
});

test("links between pages stay inside, others leave", () => {
  expect(insideLink("howto/set-up", "connect-feiyu.zh-CN.md")).toBe("/help/howto/connect-feiyu");
  expect(insideLink("howto/set-up", "../reference/settings.md#settings")).toBe("/help/reference/settings#settings");
  expect(insideLink("howto/set-up", "https://example.com/x.md")).toBeUndefined();
  expect(insideLink("howto/set-up", "../nothing.md")).toBeUndefined();
});

test("a page that isn't there is not found", async () => {
  expect(await loadDocument("howto/nothing", "en")).toBeUndefined();
});
