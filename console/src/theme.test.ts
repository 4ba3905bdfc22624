import { expect, test } from "vitest";
import { colour, hues, type Colour, type Mode } from "./theme";

const modes: Mode[] = ["light", "dark"];

/** The contrast of two colours by WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const light = (hex: string) => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const pairs: [Colour, Colour][] = [
  ...(["text", "text2", "text3"] as const).flatMap((ink) => (["bg", "surface", "raised", "sunken", "hover"] as const).map((ground): [Colour, Colour] => [ink, ground])),
  ["on-accent", "accent"],
  ["accent-text", "accent-soft"],
  ["accent-text", "surface"],
  ["ok-text", "ok-soft"],
  ["warn-text", "warn-soft"],
  ["bad-text", "bad-soft"],
  ["bad-text", "surface"],
  ["bad-text", "hover"],
  ["on-accent", "bad-solid"],
  ["on-inverse", "inverse"],
  ...hues.map((hue): [Colour, Colour] => [`hue-${hue}-text`, `hue-${hue}-soft`]),
];

test.each(modes)("text stands out from its ground in %s", (mode) => {
  const weak = pairs.filter(([ink, ground]) => contrast(colour(ink, mode), colour(ground, mode)) < 4.5);
  expect(weak).toEqual([]);
});
