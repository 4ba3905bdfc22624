import { expect, test } from "vitest";
import { namesOf, placeOf } from "./regions";

const county = { name: "西湖区", under: [] };
const city = { name: "杭州", under: [county] };

test("a place is known by its name, and only what has something under it opens", () => {
  expect(placeOf(city)).toEqual({ value: "杭州", label: "杭州", children: [{ value: "西湖区", label: "西湖区" }] });
});

test("a value is the names from the province down", () => {
  expect(namesOf("浙江 杭州 西湖区")).toEqual(["浙江", "杭州", "西湖区"]);
  expect(namesOf(null)).toEqual([]);
  expect(namesOf("")).toEqual([]);
});
