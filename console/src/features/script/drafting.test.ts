import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "@/api/client";
import { useDrafting } from "./drafting";
import { saveDraft, type Draft } from "./reads";

vi.mock("./reads", () => ({ saveDraft: vi.fn() }));
const save = vi.mocked(saveDraft);
const kept = (lock: number): Draft => ({ source: "", language: "javascript", lock, saved_at: "", saved_by: "" });
const start = { source: "a", language: "javascript", lock: 3 };

beforeEach(() => {
  vi.useFakeTimers();
  save.mockReset();
});
afterEach(() => vi.useRealTimers());

test("what is typed is kept a moment later, in one go, over the lock that was read", async () => {
  save.mockResolvedValue(kept(4));
  const { result } = renderHook(() => useDrafting("feiyu", start));
  act(() => result.current.change("ab"));
  act(() => result.current.change("abc"));
  expect(result.current.saving).toBe("changed");
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(save.mock.calls).toEqual([["feiyu", "abc", "javascript", 3]]);
  expect(result.current.saving).toBe("kept");
});

test("typing never gives the editor something to show; replacing does", () => {
  const { result } = renderHook(() => useDrafting("feiyu", start));
  const { given } = result.current;
  act(() => result.current.change("ab"));
  expect(result.current.given).toBe(given);
  act(() => result.current.replace("other"));
  expect(result.current.given).toEqual({ source: "other" });
});

test("another's draft is shown, and mine goes over it only when I say so", async () => {
  const theirs = { ...kept(9), source: "theirs", saved_by: "Li" };
  save.mockRejectedValueOnce(new Problem(409, "draft_changed", "changed", { ...theirs }));
  const { result } = renderHook(() => useDrafting("feiyu", start));
  act(() => result.current.change("mine"));
  await act(() => result.current.keep());
  expect(result.current.saving).toBe("conflict");
  expect(result.current.other?.source).toBe("theirs");
  save.mockResolvedValueOnce(kept(10));
  await act(async () => result.current.settle("mine"));
  expect(save.mock.lastCall).toEqual(["feiyu", "mine", "javascript", 9]);
  expect(result.current.saving).toBe("kept");
});

test("a source that is given and then heard again from the editor ends as kept", async () => {
  save.mockResolvedValue(kept(4));
  const { result } = renderHook(() => useDrafting("feiyu", start));
  act(() => result.current.replace("b"));
  await act(() => result.current.keep());
  act(() => result.current.change("b"));
  await act(() => vi.advanceTimersByTimeAsync(1_500));
  expect(save).toHaveBeenCalledTimes(1);
  expect(result.current.saving).toBe("kept");
});
