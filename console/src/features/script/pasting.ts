/** What to do with each id that a pasted script brought along. Pure functions. */
import type { Schemas } from "@/api/client";
import type { Names, Table } from "@/ui/run/names";

export type PasteCheck = Schemas["PasteCheckOut"];
export type Unknown = PasteCheck["unknown"][number];

/** Make it with its own id, take one that is here, or (null) not decided. */
export type Choice = { kind: "create"; label: string; type: string } | { kind: "map"; to: string } | null;
export type Choices = ReadonlyMap<string, Choice>;

/** Where a field's table ends up: one that is here, one to be made, or not known. */
export function targetOf(table: string | null, names: Names, choices: Choices): Table | "new" | null {
  if (table === null) return null;
  const known = names.byId.get(table);
  if (known) return known.table;
  const choice = choices.get(table);
  if (choice?.kind === "map") return names.byId.get(choice.to)?.table ?? null;
  return choice?.kind === "create" ? "new" : null;
}

/** Begin with what the comments suggest: the same label here is taken, all else is made. */
export function suggest(check: PasteCheck, names: Names): Choices {
  const choices = new Map<string, Choice>();
  for (const one of check.unknown.filter((each) => each.kind === "table")) {
    const same = names.tables.find((table) => table.label === one.label || table.name === one.label);
    choices.set(one.id, same ? { kind: "map", to: same.id } : { kind: "create", label: one.label, type: "" });
  }
  for (const one of check.unknown.filter((each) => each.kind === "field")) choices.set(one.id, suggestField(one, targetOf(one.table, names, choices)));
  return choices;
}

function suggestField(one: Unknown, target: Table | "new" | null): Choice {
  if (target === null) return null;
  const same = target === "new" ? undefined : target.fields.find((field) => field.label === one.label || field.name === one.label);
  return same ? { kind: "map", to: same.id } : { kind: "create", label: one.label, type: one.type };
}

/** Decide on one id; the fields of a table follow it to where it went. */
export function decide(id: string, choice: Choice, check: PasteCheck, names: Names, choices: Choices): Choices {
  const next = new Map(choices).set(id, choice);
  for (const one of check.unknown) if (one.kind === "field" && one.table === id) next.set(one.id, suggestField(one, targetOf(id, names, next)));
  return next;
}

export type Fix = Required<Pick<Schemas["PasteFixIn"], "create" | "map">>;

/** Spell the decisions for the server; what is not decided is left as it stands. */
export function fixOf(check: PasteCheck, names: Names, choices: Choices): Fix {
  const create = new Map<string, Fix["create"][number]>();
  const map: Fix["map"] = [];
  const into = (table: string): Fix["create"][number] => {
    const choice = choices.get(table);
    const there = choice?.kind === "map" ? choice.to : table;
    const entry = create.get(there) ?? { table: choice?.kind === "create" ? { id: table, label: choice.label } : there, fields: [] };
    create.set(there, entry);
    return entry;
  };
  for (const one of check.unknown) {
    const choice = choices.get(one.id);
    if (choice?.kind === "map") map.push({ id: one.id, to: choice.to });
    else if (choice?.kind === "create" && one.kind === "table") into(one.id);
    else if (choice?.kind === "create" && one.table !== null && targetOf(one.table, names, choices) !== null) {
      (into(one.table).fields ??= []).push({ id: one.id, label: choice.label, type: choice.type });
    }
  }
  return { create: [...create.values()], map };
}

/** Count what is decided, by what will be done. */
export function tally(check: PasteCheck, choices: Choices): { create: number; map: number; open: number } {
  const kinds = check.unknown.map((one) => choices.get(one.id)?.kind ?? "open");
  const count = (kind: string) => kinds.filter((one) => one === kind).length;
  return { create: count("create"), map: count("map"), open: count("open") };
}
