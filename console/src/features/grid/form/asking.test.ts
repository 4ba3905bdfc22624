import { expect, test } from "vitest";
import { Problem } from "@/api/client";
import type { Column, Table } from "../model/types";
import { askedOf, faultsOf, forgotten, missing, recordOf } from "./asking";

function column(id: string, more: Partial<Column> = {}): Column {
  return { id, name: `${id}_name`, label: id, type: "text", widget: "line", shape: "text", icon: "text", params: {}, required: false, computed: false, description: "", width: 1, hidden: false, sortable: true, operators: [], groupable: true, unique: false, searchable: false, ...more };
}

const columns = [column("name", { required: true }), column("phone"), column("made", { computed: true }), column("owner", { hidden: true }), column("stage", { required: true, hidden: true })];
const form = { heading: "", text: "", required: ["phone"] };

test("a form asks what the view shows, and requires what the table or the form requires", () => {
  expect(askedOf(columns, form).map(({ column, isRequired }) => [column.id, isRequired])).toEqual([["name", true], ["phone", true]]);
});

test("required fields without a value are missing, a switch that is off is not", () => {
  const asked = askedOf([...columns, column("agreed", { widget: "switch" })], { ...form, required: ["phone", "agreed"] });
  expect(missing(asked, { name: "", phone: "138", agreed: false })).toEqual(["name"]);
  expect(missing(asked, {})).toEqual(["name", "phone", "agreed"]);
});

test("a required field that is hidden and has no default is forgotten", () => {
  const table = (value: unknown) => ({ fields: [{ id: "stage", default: value }] }) as unknown as Table;
  expect(forgotten(columns, table(null)).map(({ id }) => id)).toEqual(["stage"]);
  expect(forgotten(columns, table("new"))).toEqual([]);
});

test("what is empty is not sent, and refusals find their fields", () => {
  expect(recordOf({ name: "Ann", phone: "", stage: null, agreed: false })).toEqual({ name: "Ann", agreed: false });
  const problem = new Problem(422, "record_invalid", "no", { fields: [{ field: "phone_name", message: { en: "no phone", "zh-CN": "不是电话" } }] });
  expect(faultsOf(problem, columns, "zh-CN")).toEqual({ phone: "不是电话" });
  expect(faultsOf(new Error("down"), columns, "en")).toEqual({});
});
