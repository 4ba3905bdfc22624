import { expect, test } from "vitest";
import { MOST_STEPS, UndoStack } from "./undo";

function counter() {
  const stack = new UndoStack();
  let value = 0;
  const add = (amount: number) => {
    value += amount;
    stack.push({ undo: async () => void (value -= amount), redo: async () => void (value += amount) });
  };
  return { stack, add, value: () => value };
}

test("steps are taken back in turn and done again", async () => {
  const { stack, add, value } = counter();
  add(1);
  add(10);
  expect(await stack.undo()).toBe(true);
  expect(value()).toBe(1);
  await stack.undo();
  expect(value()).toBe(0);
  expect(await stack.undo()).toBe(false);
  await stack.redo();
  await stack.redo();
  expect(value()).toBe(11);
  expect(await stack.redo()).toBe(false);
});

test("a new step forgets what was taken back", async () => {
  const { stack, add, value } = counter();
  add(1);
  await stack.undo();
  add(5);
  expect(await stack.redo()).toBe(false);
  expect(value()).toBe(5);
});

test("two hundred steps are kept", () => {
  const { stack, add } = counter();
  for (let step = 0; step < MOST_STEPS + 50; step += 1) add(1);
  expect(stack.size).toBe(MOST_STEPS);
});

test("a step that fails is gone, and the next one still works", async () => {
  const { stack, add, value } = counter();
  add(1);
  stack.push({ undo: () => Promise.reject(new Error("refused")), redo: async () => {} });
  await expect(stack.undo()).rejects.toThrow("refused");
  await stack.undo();
  expect(value()).toBe(0);
});

test("whoever offers to undo the last step is told when it is another one", async () => {
  const { stack, add } = counter();
  let moves = 0;
  stack.onMove = () => (moves += 1);
  add(1);
  add(2);
  await stack.undo();
  await stack.redo();
  await stack.redo();
  expect(moves).toBe(4);
});
