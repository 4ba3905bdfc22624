import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ParamsForm, type ParamsSchema } from "./ParamsForm";

const schema: ParamsSchema = {
  properties: {
    region: { "x-kind": "text", "x-label": { "zh-CN": "默认地区", en: "Default region" }, "x-help": { "zh-CN": "两个大写字母", en: "Two capital letters" }, default: "CN" },
    scale: { "x-kind": "integer", "x-label": { "zh-CN": "小数位数", en: "Decimal places" }, minimum: 0, maximum: 9 },
    strict: { "x-kind": "boolean", "x-label": { "zh-CN": "严格", en: "Strict" } },
  },
};

test("each parameter has its label, its help and its default", () => {
  render(<ParamsForm schema={schema} value={{}} onChange={() => {}} />);
  const region = screen.getByRole("textbox", { name: /默认地区|Default region/ });
  expect((region as HTMLInputElement).value).toBe("CN");
  expect(screen.getByText(/两个大写字母|Two capital letters/)).toBeTruthy();
});

test("a value that is emptied is left out, the others stay", () => {
  const change = vi.fn();
  render(<ParamsForm schema={schema} value={{ region: "US", scale: 2 }} onChange={change} />);
  fireEvent.change(screen.getAllByRole("textbox")[0] as HTMLElement, { target: { value: "" } });
  expect(change).toHaveBeenCalledWith({ scale: 2 });
});

test("a switch tells true and false", () => {
  const change = vi.fn();
  render(<ParamsForm schema={schema} value={{}} onChange={change} />);
  fireEvent.click(screen.getAllByRole("switch").at(-1) as HTMLElement);
  expect(change.mock.calls[0]?.[0]).toEqual({ strict: true });
});
