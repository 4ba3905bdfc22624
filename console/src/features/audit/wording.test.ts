import { describe, expect, it } from "vitest";
import { auditQuery, exportAddress, filtersOf } from "./filters";
import { isShort, pieces, placeOf } from "./wording";

const table = { kind: "table", id: "t1", name: "客户" };
const field = { kind: "field", id: "f1", name: "电话" };

describe("an entry's wording", () => {
  it("gives the places of names in their order", () => {
    expect(pieces("修改了{within}表的字段{subject}")).toEqual(["修改了", { slot: "within" }, "表的字段", { slot: "subject" }]);
    expect(pieces("signed in")).toEqual(["signed in"]);
  });

  it("leads to what is there, and nowhere for what is gone", () => {
    expect(placeOf(field, { action: "field.changed", subject: field, within: table })).toBe("/tables/t1/design");
    expect(placeOf(field, { action: "field.trashed", subject: field, within: table })).toBeUndefined();
    expect(placeOf(table, { action: "field.trashed", subject: field, within: table })).toBe("/tables/t1");
    expect(placeOf({ kind: "address", id: "", name: "192.0.2.7" }, { action: "session.failed", subject: table, within: null })).toBeUndefined();
  });

  it("tells a short change in the row, and a long one only when it is opened", () => {
    expect(isShort({ changes: [{ name: "required", before: false, after: true }] })).toBe(true);
    expect(isShort({ changes: [{ name: "tiles", before: [], after: [] }] })).toBe(false);
    expect(isShort({ changes: [] })).toBe(false);
  });
});

describe("the filters of the audit", () => {
  it("stand in the address and come back from it", () => {
    const filters = filtersOf(new URLSearchParams("time=7d&author=person:p1&action=table.created,field.created&subject=t1"));
    expect(filters).toEqual({ time: "7d", author: "person:p1", action: ["table.created", "field.created"], subject: "t1" });
    expect(auditQuery(filters, Date.UTC(2026, 10, 24, 3, 20, 30)).since).toBe("2026-11-17T03:20:00.000Z");
  });

  it("go into the address of a file", () => {
    const asked = new URL(exportAddress(filtersOf(new URLSearchParams("action=a.b,c.d")), "csv", "main"), "http://x").searchParams;
    expect([asked.get("format"), asked.get("workspace"), asked.getAll("action")]).toEqual(["csv", "main", ["a.b", "c.d"]]);
  });
});
