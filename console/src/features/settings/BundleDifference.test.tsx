import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { BundleDifference } from "./BundleDifference";
import type { Imported } from "./reads";

const nothing: Imported = { applied: false, plan: "p", changes: [], conflicts: [], webhooks: [] };
const change: Imported["changes"][number] = { action: "make", thing: "field", id: "f".repeat(24), name: "phone", label: "电话", table: "customers", what: [] };

test("no difference is said in words", () => {
  render(<BundleDifference imported={nothing} />);
  expect(screen.getByText(/没有差异|No difference/)).toBeTruthy();
});

test("each thing tells what becomes of it, where it stands and which settings change", () => {
  const order: Imported["changes"][number] = { ...change, action: "change", thing: "order", id: "fields", name: "fields", label: "" };
  const removed: Imported["changes"][number] = { ...change, action: "remove", thing: "table", table: "", label: "日志" };
  render(<BundleDifference imported={{ ...nothing, changes: [{ ...change, action: "change", what: ["label", "required"] }, order, removed] }} />);
  const [first, second, third] = within(screen.getByRole("list")).getAllByRole("listitem");
  expect(first?.textContent).toMatch(/^(更改字段|ChangedField)customers › 电话label, required$/);
  expect(second?.textContent).toMatch(/字段的顺序|Order of fields/);
  expect(third?.textContent).toMatch(/^(移除数据表|RemovedTable)日志$/);
});

test("conflicts are told in the reader's language", () => {
  const conflicts: Imported["conflicts"] = [{ code: "bundle_in_trash", message: { "zh-CN": "已被删除", en: "was deleted" } }];
  render(<BundleDifference imported={{ ...nothing, conflicts }} />);
  expect(screen.getByRole("alert").textContent).toMatch(/1.*(已被删除|was deleted)/);
});
