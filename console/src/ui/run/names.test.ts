import { expect, test } from "vitest";
import { showIn } from "@/widgets/time";
import { findIds, Names, type Table } from "./names";

const table = {
  id: "63feff350ef3f00df536eac5",
  name: "customers",
  label: "客户",
  fields: [{ id: "63ff0191f725340df45e8ebb", name: "name", label: "客户名称", type: "text" }],
} as unknown as Table;

test("ids of 24 hexadecimal characters are found where they stand alone", () => {
  const text = `"63ff0191f725340df45e8ebb": x, // 63FEFF350EF3F00DF536EAC5`;
  expect(findIds(text).map((one) => one.id)).toEqual(["63ff0191f725340df45e8ebb", "63feff350ef3f00df536eac5"]);
  expect(text.slice(findIds(text)[0]!.at)).toMatch(/^63ff/);
  expect(findIds("a63ff0191f725340df45e8ebb 63ff0191f725340df45e8ebb0 63ff0191f725340df45e8eb")).toEqual([]);
});

test("an id gives its label, an unknown one itself", () => {
  const names = new Names([table]);
  expect(names.label("63ff0191f725340df45e8ebb")).toBe("客户名称");
  expect(names.label("63feff350ef3f00df536eac5")).toBe("客户");
  expect(names.label("000000000000000000000000")).toBe("000000000000000000000000");
  expect(names.byId.get("63ff0191f725340df45e8ebb")?.table.label).toBe("客户");
});

test("a value is told as its table shows it", () => {
  const fields = [
    { id: "c", type: "choice", params: { options: [{ handle: "1", label: "巨量广告", hue: "blue" }] } },
    { id: "m", type: "multi_choice", params: { options: [{ handle: "a", label: "甲", hue: "blue" }] } },
    { id: "d", type: "datetime", params: {} },
    { id: "t", type: "text", params: {} },
  ];
  showIn("Asia/Shanghai");
  const names = new Names([{ ...table, fields } as unknown as Table]);
  expect(names.told("c", "1")).toBe("巨量广告");
  expect(names.told("c", "9")).toBe("9");
  expect(names.told("m", ["a", "b"])).toBe("甲, b");
  expect(names.told("d", "2020-03-18T02:23:03Z")).toBe("2020-03-18 10:23:03");
  expect(names.told("t", "2020-03-18T02:23:03Z")).toBe("2020-03-18T02:23:03Z");
  expect(names.told("gone", { a: 1 })).toBe('{"a":1}');
});
