import { expect, test } from "vitest";
import { locationText, readLocation } from "./options";

test("a place in a request is written and read back the same", () => {
  for (const text of ["id", "data.id", "items.0.id", "header access-token", "query leadId"]) {
    const read = readLocation(text);
    expect(read, text).not.toBeNull();
    expect(locationText(read!)).toBe(text);
  }
  expect(readLocation("items.0.id")?.path).toEqual(["items", 0, "id"]);
});

test("what names no place is refused", () => {
  for (const text of ["", "  ", "a..b", "two words", ".id"]) expect(readLocation(text), text).toBeNull();
});
