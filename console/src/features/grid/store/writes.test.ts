import { beforeEach, expect, test, vi } from "vitest";
import { Problem } from "@/api/client";
import type { Rec } from "../model/types";
import { RecordStore } from "./records";
import { Writer, type Conflict } from "./writes";

const server = vi.hoisted(() => ({ rows: new Map<string, Record<string, unknown>>(), refuses: undefined as ((values: Record<string, unknown>, version?: number) => void) | undefined, fits: true }));

vi.mock("../api", () => ({
  fetchPage: async () => ({ items: [...server.rows.values()].map((row) => ({ ...row })), hasMore: false }),
  countRecords: async () => server.rows.size,
  stillFits: async () => server.fits,
  fetchRecord: async (_table: string, id: string) => ({ ...server.rows.get(id) }),
  patchRecord: async (_table: string, id: string, values: Record<string, unknown>, version?: number) => {
    server.refuses?.(values, version);
    const row = server.rows.get(id)!;
    Object.assign(row, values, { _version: Number(row["_version"]) + 1 });
    return { ...row };
  },
  changeMany: async (_table: string, { update = [] }: { update?: Record<string, unknown>[] }) =>
    update.map((one, index) => {
      const row = server.rows.get(String(one["_id"]))!;
      if (one["name"] === "bad") return { action: "update", index, problem: { code: "x", detail: "not so" } };
      Object.assign(row, one, { _version: Number(row["_version"]) + 1 });
      return { action: "update", index, record: { ...row } };
    }),
}));

async function made(filter: unknown = null) {
  const store = new RecordStore("t", { filter, sort: "", q: "", group: null });
  await store.reload();
  const writer = new Writer(store, (name) => name, () => "en");
  return { store, writer, shown: (id: string) => store.overlay.over(store.find(id)!.record) as Rec };
}

beforeEach(() => {
  server.refuses = undefined;
  server.fits = true;
  server.rows = new Map(["a", "b", "c"].map((id) => [id, { _id: id, _version: 1, name: id }]));
});

test("a value shows at once and is saved behind it", async () => {
  const { store, writer, shown } = await made();
  const saving = writer.set([{ record: "a", field: "name", value: "new" }]);
  expect(shown("a")["name"]).toBe("new");
  expect(store.overlay.pending("a", "name")?.state).toBe("saving");
  await saving;
  expect(store.overlay.isOpen).toBe(false);
  expect(server.rows.get("a")!["name"]).toBe("new");
});

test("what is done is undone and done again", async () => {
  const { writer, shown } = await made();
  await writer.set([{ record: "a", field: "name", value: "new" }]);
  await writer.steps.undo();
  expect(shown("a")["name"]).toBe("a");
  await writer.steps.redo();
  expect(shown("a")["name"]).toBe("new");
});

test("a cell that holds the value already makes no step", async () => {
  const { writer } = await made();
  await writer.set([{ record: "a", field: "name", value: "a" }]);
  expect(writer.steps.size).toBe(0);
});

test("a refused value stays in its cell with the reason, and is no step", async () => {
  const { store, writer, shown } = await made();
  server.refuses = () => {
    throw new Problem(422, "value_not_fitting", "no", { fields: [{ field: "name", message: { en: "too long" } }] });
  };
  await writer.set([{ record: "a", field: "name", value: "bad" }]);
  expect(shown("a")["name"]).toBe("bad");
  expect(store.overlay.pending("a", "name")).toEqual({ value: "bad", state: "refused", reason: "too long" });
  expect(writer.steps.size).toBe(0);
  server.refuses = undefined;
  await writer.set([{ record: "a", field: "name", value: "good" }]);
  expect(store.overlay.isOpen).toBe(false);
});

test("what keeps values back is told: the network, an ended session, or a busy server", async () => {
  const { store, writer } = await made();
  for (const [status, cause] of [[0, "network"], [401, "session"], [503, "busy"]] as const) {
    server.refuses = () => {
      throw new Problem(status, status === 0 ? "network" : "refused", "not now");
    };
    await writer.set([{ record: "a", field: "name", value: `later ${status}` }]);
    expect(store.overlay.pending("a", "name")).toMatchObject({ state: "unsent", cause });
  }
  server.refuses = undefined;
});

test("without a network values wait and are sent later", async () => {
  const { store, writer } = await made();
  server.refuses = () => {
    throw new Problem(0, "network", "down");
  };
  await writer.set([{ record: "a", field: "name", value: "later" }]);
  expect(store.overlay.pending("a", "name")?.state).toBe("unsent");
  server.refuses = undefined;
  await writer.resend();
  expect(server.rows.get("a")!["name"]).toBe("later");
  expect(store.overlay.isOpen).toBe(false);
});

function contested(theirs: string) {
  let first = true;
  server.refuses = (_values, version) => {
    if (!first) return;
    first = false;
    expect(version).toBe(1);
    throw new Problem(409, "version_conflict", "changed", { version: 5, mine: { name: "mine" }, theirs: { name: theirs }, original: { name: "a" } });
  };
}

test("someone else's change of another field is no quarrel", async () => {
  const { writer, shown } = await made();
  contested("a");
  const conflicts: Conflict[] = [];
  writer.onConflict = (one) => conflicts.push(one);
  await writer.set([{ record: "a", field: "name", value: "mine" }]);
  expect(conflicts).toEqual([]);
  expect(shown("a")["name"]).toBe("mine");
});

test("two values for the same field are put before a person, and the decision is written", async () => {
  const { writer, shown } = await made();
  contested("theirs");
  const conflicts: Conflict[] = [];
  writer.onConflict = (one) => conflicts.push(one);
  await writer.set([{ record: "a", field: "name", value: "mine" }]);
  expect(conflicts[0]).toMatchObject({ record: "a", version: 5, theirs: { name: "theirs" }, original: { name: "a" } });
  await writer.settle(conflicts[0]!, { name: "mine" });
  expect(shown("a")["name"]).toBe("mine");
});

test("many cells go together, and only those that are refused stay marked", async () => {
  const { store, writer } = await made();
  await writer.set([{ record: "a", field: "name", value: "x" }, { record: "b", field: "name", value: "bad" }, { record: "c", field: "name", value: "z" }]);
  expect([...store.overlay.open()]).toEqual([["b", "name", { value: "bad", state: "refused", reason: "not so" }]]);
  await writer.steps.undo();
  expect([server.rows.get("a")!["name"], server.rows.get("c")!["name"]]).toEqual(["a", "c"]);
});

test("a record that no longer fits the filter is marked and stays", async () => {
  const { store, writer, shown } = await made({ field: "name", op: "eq", value: "a" });
  server.fits = false;
  await writer.set([{ record: "a", field: "name", value: "other" }]);
  await vi.waitFor(() => expect(store.overlay.misfits.has("a")).toBe(true));
  expect(shown("a")["name"]).toBe("other");
});

test("a list at its top takes new records in, one that is scrolled down says how many wait", async () => {
  const { store } = await made();
  server.rows = new Map([["new", { _id: "new", _version: 1, name: "new" }], ...server.rows]);
  await store.hear("new", 1, false);
  expect(store.at(0)?._id).toBe("new");
  expect(store.overlay.isFresh("new")).toBe(true);
  store.see(2, 3);
  server.rows = new Map([["newer", { _id: "newer", _version: 1 }], ...server.rows]);
  await store.hear("newer", 1, false);
  expect(store.waiting).toBe(1);
  expect(store.at(0)?._id).toBe("new");
  await store.catchUp();
  expect([store.waiting, store.at(0)?._id]).toEqual([0, "newer"]);
});
