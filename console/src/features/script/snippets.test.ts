import { expect, test } from "vitest";
import type { Table } from "@/ui/run/names";
import { snippet, SNIPPETS } from "./snippets";

/** The code as the editor leaves it when every place keeps what it was given. */
function filled(text: string): string {
  return text.replace(/\$\{\d:((?:\\.|[^\\}])*)\}/g, "$1").replace(/\\([\\$}])/g, "$1");
}

const TABLE = {
  name: "客户",
  fields: [
    { name: "姓名", type: "text" },
    { name: "a b", type: "text" },
    { name: "phone", type: "phone" },
    { name: "no", type: "sequence" },
  ],
} as unknown as Table;

test.each(SNIPPETS)("the snippet %s is code, with a table and without", (name) => {
  for (const tables of [[], [TABLE]]) {
    const code = filled(snippet(name, tables));
    expect(code).not.toMatch(/\$\{\d|<<|>>/);
    expect(() => new Function(`return async ($req, $modules) => {${code}}`)).not.toThrow();
  }
});

test("a snippet is over the table that has a phone number", () => {
  const code = filled(snippet("upsert", [{ ...TABLE, name: "other", fields: [] }, TABLE]));
  expect(code).toContain(`upsertData("客户", ["phone"], {`);
  expect(code).toContain(`  phone: $req.body.phone,`);
  expect(code).toContain(`  "a b": $req.body.value,`);
  expect(code).not.toContain("no:");
});
