import { cleanup } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { beginSpeaking } from "@/i18n/language";

Object.defineProperty(globalThis, "matchMedia", {
  configurable: true,
  value: (query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {}, onchange: null, dispatchEvent: () => false }),
});

beforeAll(() => beginSpeaking());

afterEach(cleanup);
