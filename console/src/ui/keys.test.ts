import { expect, test } from "vitest";
import { pressed } from "./keys";

const event = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {}) => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held });

test("keys are spelt as shortcuts spell them", () => {
  expect(pressed(event("j"))).toBe("j");
  expect(pressed(event("k", { metaKey: true }))).toBe("mod+k");
  expect(pressed(event("k", { ctrlKey: true }))).toBe("mod+k");
  expect(pressed(event("C", { shiftKey: true }))).toBe("shift+c");
  expect(pressed(event("ArrowLeft", { altKey: true }))).toBe("alt+arrowleft");
});

test("a sign that needs Shift is itself", () => {
  expect(pressed(event("?", { shiftKey: true }))).toBe("?");
});
