import { expect, test } from "vitest";
import { spelledDuration } from "./duration";

test.each([
  [252, "4 min 12 s"],
  [3600, "1 h"],
  [90061, "25 h 1 min 1 s"],
  [0, "0 s"],
  ["later", "later"],
])("%s is said as %s", (value, said) => {
  expect(spelledDuration(value, ["h", "min", "s"])).toBe(said);
});
