import { expect, test } from "vitest";
import { beginning, cardColumns, datable, stackable } from "./kinds";
import type { Column } from "./types";

function column(id: string, widget: string, shape = "text", hidden = false): Column {
  return { id, name: id, label: id, type: widget, widget, shape, icon: "text", params: {}, required: false, computed: false, description: "", width: 100, hidden, sortable: true, operators: [], groupable: true, unique: false, searchable: false };
}

const columns = [column("no", "number", "integer"), column("name", "line"), column("stage", "choice"), column("tags", "choices", "json"), column("owner", "person", "reference"), column("visit", "date", "date"), column("made", "reading", "timestamp"), column("note", "area", "text", true)];
const ids = (list: readonly Column[]) => list.map(({ id }) => id);

test("a kanban stacks by what has one value of a short list, a calendar by what has a day", () => {
  expect(ids(stackable(columns))).toEqual(["stage", "owner"]);
  expect(ids(datable(columns))).toEqual(["visit", "made"]);
});

test("a card shows what the view shows, but for its title and what places it", () => {
  expect(ids(cardColumns(columns, ["stage"]))).toEqual(["no", "tags", "owner", "visit", "made"]);
});

test("a new kanban knows its columns and shows a few fields, a new form asks for all", () => {
  const many = [...columns, ...["a", "b", "c"].map((id) => column(id, "line"))];
  const begun = beginning("kanban", many[2], many);
  expect(begun.stack_by).toBe("stage");
  expect(begun.fields?.filter(({ hidden }) => !hidden).map(({ field }) => field)).toEqual(["no", "name", "tags", "owner", "visit", "made", "a"]);
  expect(beginning("calendar", undefined, many).starts_at).toBeNull();
  expect(beginning("form", undefined, many).fields).toBeUndefined();
});
