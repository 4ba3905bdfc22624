/** Pieces of code to begin with, over a table of the workspace where it has one. Pure functions. */
import type { Field, Table } from "@/ui/run/names";

export type SnippetName = "save" | "find" | "upsert" | "call" | "log";
export const SNIPPETS: readonly SnippetName[] = ["save", "find", "upsert", "call", "log"];

const FEW = 3;
const COMPUTED = ["sequence", "created_at", "updated_at"];

/**
 * Give a snippet as the editor takes it, with places to fill in. The same code is JavaScript and TypeScript. `tables` are
 * the workspace's; the first that has a phone number serves, else the first.
 */
export function snippet(name: SnippetName, tables: readonly Table[]): string {
  const table = tables.find((one) => one.fields.some(isPhone)) ?? tables[0];
  const fields = table?.fields.filter((field) => !COMPUTED.includes(field.type)) ?? [];
  const phone = fields.find(isPhone) ?? fields[0];
  const others = fields.filter((field) => field !== phone);
  const where = JSON.stringify(table?.name ?? "customers");
  const key = phone?.name ?? "phone";
  const codes: Record<SnippetName, string> = {
    save: `const saved = await $modules.data.saveData(<<1:${where}>>, {\n${members(fields)}});\n`,
    find: `const found = await $modules.data.findOne(<<1:${where}>>, { ${member(key)}: <<2:$req.body.phone>> });\nif (found) {\n  <<3:console.log(found._id);>>\n}\n`,
    upsert: `const record = await $modules.data.upsertData(<<1:${where}>>, [${JSON.stringify(key)}], {\n${members(phone ? [phone, ...others] : [])}});\n`,
    call: `const answer = await $modules.http.request("<<1:https://api.example.com/leads>>", {\n  method: "POST",\n  auth: "<<2:crm>>",\n  body: <<3:$req.body>>,\n});\nif (answer.status >= 400) throw new Error("<<4:CRM>> " + answer.status);\n`,
    log: `console.log("<<1:lead>>", <<2:$req.body>>);\n`,
  };
  return codes[name].replace(/[\\$}]/g, "\\$&").replace(/<<(\d):([^]*?)>>/g, "${$1:$2}");
}

function isPhone(field: Field): boolean {
  return field.type === "phone";
}

/** The first few fields as members of an object, each with what it may be taken from. */
function members(fields: readonly Field[]): string {
  const names = fields.length ? fields.slice(0, FEW).map((field) => field.name) : ["name", "phone"];
  return names.map((name, index) => `  ${member(name)}: <<${index + 2}:$req.body.${/^\w+$/.test(name) ? name : "value"}>>,\n`).join("");
}

/** A name as a member of an object; quoted where it is no plain word. */
function member(name: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : JSON.stringify(name);
}
