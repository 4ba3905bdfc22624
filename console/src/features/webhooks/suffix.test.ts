import { expect, test } from "vitest";
import { isSuffix, LONGEST_SUFFIX, suggestSuffix } from "./suffix";

test("letters, digits, dot, dash and underscore make a suffix", () => {
  for (const text of ["callback", "a", "feiyu-2.hz_1", "9", "x".repeat(LONGEST_SUFFIX)]) expect(isSuffix(text), text).toBe(true);
});

test("spaces, slashes, Chinese, a leading dash and 65 characters are no suffix", () => {
  for (const text of ["", "a b", "a/b", "回调", "-a", ".a", "a?b", "x".repeat(LONGEST_SUFFIX + 1)]) expect(isSuffix(text), text).toBe(false);
});

test("a suggestion always fits and keeps what it can", () => {
  expect(suggestSuffix("call back")).toBe("call-back");
  expect(suggestSuffix("leads/feiyu/")).toBe("leads-feiyu");
  expect(suggestSuffix("飞鱼 hz")).toBe("hz");
  expect(suggestSuffix("ｆｅｉｙｕ")).toBe("feiyu");
  expect(suggestSuffix("飞鱼回调")).toBe("callback");
  expect(suggestSuffix("飞鱼回调", "feiyu")).toBe("feiyu");
  expect(suggestSuffix("x".repeat(300))).toBe("x".repeat(LONGEST_SUFFIX));
  for (const text of ["", "///", "--a--", " a ", "a.".repeat(80), "\u0000"]) expect(isSuffix(suggestSuffix(text)), text).toBe(true);
});
