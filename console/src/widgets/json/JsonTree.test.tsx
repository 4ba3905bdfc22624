import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { JsonTree } from "./JsonTree";
import { read } from "./rows";

const VALUE = read('{"id":9223372036854775807,"price":1.10,"dict":{"意向车型":"E5","text":"<img src=x onerror=alert(1)>"},"none":[]}');

function Shown({ query }: { query?: string }) {
  const [chosen, choose] = useState("$");
  return <JsonTree value={VALUE} query={query} chosen={chosen} onChoose={choose} hint={(path) => (path.at(-1) === "id" ? "long" : null)} />;
}

const lines = () => screen.getAllByRole("treeitem").map((line) => line.dataset["path"]);
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

afterEach(cleanup);

test("every member is a line, digits are exact, and a hint stands beside its value", () => {
  render(<Shown />);
  expect(lines()).toEqual(["$", "$.id", "$.price", "$.dict", "$.dict.意向车型", "$.dict.text", "$.none"]);
  expect(screen.getByText("9223372036854775807")).toBeTruthy();
  expect(screen.getByText("1.10")).toBeTruthy();
  expect(screen.getByText("long")).toBeTruthy();
});

test("markup in a value is text", () => {
  const { container } = render(<Shown />);
  expect(container.querySelector("img")).toBeNull();
  expect(screen.getByText(/onerror=alert/)).toBeTruthy();
});

test("arrows walk through the lines, and fold and unfold them", () => {
  render(<Shown />);
  screen.getAllByRole("treeitem")[0]?.focus();
  press("ArrowDown");
  press("ArrowDown");
  press("ArrowDown");
  const dict = document.activeElement as HTMLElement;
  expect(dict.dataset["path"]).toBe("$.dict");
  expect(dict.getAttribute("aria-selected")).toBe("true");
  press("ArrowLeft");
  expect(lines()).not.toContain("$.dict.text");
  expect(dict.getAttribute("aria-expanded")).toBe("false");
  press("ArrowRight");
  expect(lines()).toContain("$.dict.text");
  press("ArrowRight");
  expect((document.activeElement as HTMLElement).dataset["path"]).toBe("$.dict.意向车型");
  press("ArrowLeft");
  expect((document.activeElement as HTMLElement).dataset["path"]).toBe("$.dict");
});

test("what a search finds is marked, though it was folded away", () => {
  const { rerender, container } = render(<Shown />);
  fireEvent.keyDown(screen.getAllByRole("treeitem")[3] as HTMLElement, { key: "ArrowLeft" });
  rerender(<Shown query="e5" />);
  expect([...container.querySelectorAll("[data-found]")].map((line) => (line as HTMLElement).dataset["path"])).toEqual(["$.dict.意向车型"]);
});
