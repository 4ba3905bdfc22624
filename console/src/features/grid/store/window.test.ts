import { expect, test, vi } from "vitest";
import type { Rec } from "../model/types";
import { PAGE, Window, type FetchPage } from "./window";

const record = (index: number, more: object = {}): Rec =>
  ({ _id: `r${index}`, _version: 1, _created_at: "", _updated_at: "", _created_by: "", _updated_by: "", _source_event: null, ...more }) as Rec;

function server(total: number) {
  const asked: number[] = [];
  const fetch: FetchPage = async (offset, limit) => {
    asked.push(offset);
    const items = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => record(offset + index));
    return { items, hasMore: offset + limit < total };
  };
  return { asked, fetch };
}

async function settled(window: Window, index: number): Promise<void> {
  await vi.waitFor(() => expect(window.get(index)).toBeDefined());
}

test("only the pages in sight are fetched", async () => {
  const { asked, fetch } = server(100_000);
  const window = new Window(fetch, () => {}, 100_000);
  window.see(50_000, 50_040);
  await settled(window, 50_040);
  expect(asked).toEqual([50_000]);
  expect(window.get(0)).toBeUndefined();
});

test("a page that came out of sight while it was under way is let go", async () => {
  const stopped: number[] = [];
  const fetch: FetchPage = (offset, _limit, signal) =>
    new Promise((_done, fail) => signal.addEventListener("abort", () => (stopped.push(offset), fail(new DOMException("", "AbortError")))));
  const window = new Window(fetch, () => {}, 100_000);
  window.see(0, 10);
  window.see(40_000, 40_010);
  await vi.waitFor(() => expect(stopped).toEqual([0]));
  expect(window.error).toBeUndefined();
});

test("pages that were seen last are kept, the others forgotten", async () => {
  const { fetch } = server(100_000);
  const window = new Window(fetch, () => {}, 100_000);
  for (let page = 0; page < 40; page += 1) {
    window.see(page * PAGE, page * PAGE + 10);
    await settled(window, page * PAGE);
  }
  expect(window.get(0)).toBeUndefined();
  expect(window.get(39 * PAGE)).toBeDefined();
});

test("the end of the list tells the count where nobody counted", async () => {
  const { fetch } = server(230);
  const window = new Window(fetch, () => {});
  window.see(0, 10);
  await settled(window, 0);
  expect([window.count, window.isCounted]).toEqual([PAGE + 1, false]);
  window.see(200, 229);
  await settled(window, 229);
  expect([window.count, window.isCounted]).toEqual([230, true]);
});

test("a range is fetched whole, whatever was seen", async () => {
  const { fetch } = server(1_000);
  const window = new Window(fetch, () => {}, 1_000);
  const range = await window.range(150, 650);
  expect(range).toHaveLength(501);
  expect(range.every(Boolean)).toBe(true);
});

test("a record's newer state takes its place", async () => {
  const { fetch } = server(10);
  const window = new Window(fetch, () => {}, 10);
  window.see(0, 9);
  await settled(window, 0);
  expect(window.replace(record(3, { name: "new" }))).toBe(true);
  expect(window.get(3)?.["name"]).toBe("new");
  expect(window.replace(record(99))).toBe(false);
});

test("a failure is told and tried again with the next look", async () => {
  let fails = true;
  const fetch: FetchPage = async () => {
    if (fails) throw new Error("no network");
    return { items: [record(0)], hasMore: false };
  };
  const window = new Window(fetch, () => {});
  window.see(0, 0);
  await vi.waitFor(() => expect(window.error).toBeInstanceOf(Error));
  fails = false;
  window.see(0, 0);
  await settled(window, 0);
  expect(window.error).toBeUndefined();
});
