import { expect, test } from "vitest";
import { Names, type Table } from "@/ui/run/names";
import { decide, fixOf, suggest, tally, type PasteCheck } from "./pasting";

const OURS = "63feff350ef3f00df536eac5";
const OUR_NAME = "63ff0191f725340df45e8ebb";
const TABLE = "64b7c2d90ef3f00df53a1c07";
const NAME = "64b7c311f725340df46b02a1";
const SHOP = "64b7c311f725340df46b02a7";

const names = new Names([{ id: OURS, name: "customers", label: "客户", fields: [{ id: OUR_NAME, name: "name", label: "客户名称", type: "text" }] } as unknown as Table]);

function check(label: string): PasteCheck {
  const field = (id: string, of: string, line: number) => ({ id, line, column: 1, kind: "field" as const, table: TABLE, label: of, type: "text", comment: null });
  return {
    spaces: 0,
    fixed_source: "",
    known: [],
    tables: [],
    unknown: [{ id: TABLE, line: 9, column: 1, kind: "table", table: null, label, type: "text", comment: null }, field(NAME, "客户名称", 3), field(SHOP, "到店门店", 4)],
  };
}

test("a table of the same label is taken, its fields by label; what is missing is made in it with the foreign id", () => {
  const found = check("客户");
  const choices = suggest(found, names);
  expect(tally(found, choices)).toEqual({ create: 1, map: 2, open: 0 });
  expect(fixOf(found, names, choices)).toEqual({
    create: [{ table: OURS, fields: [{ id: SHOP, label: "到店门店", type: "text" }] }],
    map: [{ id: TABLE, to: OURS }, { id: NAME, to: OUR_NAME }],
  });
});

test("a table that is not here is made with all its fields and their own ids", () => {
  const found = check("宁波客户");
  expect(fixOf(found, names, suggest(found, names))).toEqual({
    create: [{ table: { id: TABLE, label: "宁波客户" }, fields: [{ id: NAME, label: "客户名称", type: "text" }, { id: SHOP, label: "到店门店", type: "text" }] }],
    map: [],
  });
});

test("fields follow their table when it is sent elsewhere", () => {
  const found = check("宁波客户");
  const moved = decide(TABLE, { kind: "map", to: OURS }, found, names, suggest(found, names));
  expect(moved.get(NAME)).toEqual({ kind: "map", to: OUR_NAME });
  expect(moved.get(SHOP)).toEqual({ kind: "create", label: "到店门店", type: "text" });
});

test("a field whose table is not known waits for a person and is left alone", () => {
  const found = check("客户");
  found.unknown[2]!.table = null;
  const choices = suggest(found, names);
  expect(tally(found, choices).open).toBe(1);
  expect(JSON.stringify(fixOf(found, names, choices))).not.toContain(SHOP);
});
