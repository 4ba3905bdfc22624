import { describe, expect, it } from "vitest";
import { byArrow, free, inOrder, put, settled, type Placed } from "./layout";

const tile = (id: string, x: number, y: number, w: number, h: number): Placed => ({ id, place: { x, y, w, h } });
const told = (tiles: readonly Placed[]) => Object.fromEntries(tiles.map(({ id, place: { x, y, w, h } }) => [id, [x, y, w, h]]));

describe("a layout", () => {
  it("lets tiles rise and keeps them apart", () => {
    expect(told(settled([tile("a", 0, 5, 6, 2), tile("b", 0, 9, 6, 2), tile("c", 6, 3, 8, 2)]))).toEqual({ a: [0, 2, 6, 2], b: [0, 4, 6, 2], c: [4, 0, 8, 2] });
  });
  it("makes room below a tile that is put on others", () => {
    const tiles = [tile("a", 0, 0, 6, 2), tile("b", 6, 0, 6, 2), tile("c", 0, 2, 12, 3)];
    expect(told(put(tiles, "b", { x: 0, y: 0, w: 6, h: 2 }))).toEqual({ b: [0, 0, 6, 2], a: [0, 2, 6, 2], c: [0, 4, 12, 3] });
  });
  it("finds the first gap for a new tile", () => {
    const tiles = [tile("a", 0, 0, 6, 2), tile("b", 0, 2, 12, 3)];
    expect(free(tiles, { w: 6, h: 2 })).toEqual({ x: 6, y: 0, w: 6, h: 2 });
    expect(free(tiles, { w: 6, h: 3 })).toEqual({ x: 0, y: 5, w: 6, h: 3 });
    expect(free([], { w: 3, h: 2 })).toEqual({ x: 0, y: 0, w: 3, h: 2 });
  });
  it("is walked in reading order", () => {
    expect(inOrder([tile("c", 0, 2, 1, 1), tile("b", 6, 0, 1, 1), tile("a", 0, 0, 1, 1)]).map((one) => one.id)).toEqual(["a", "b", "c"]);
  });
  it("moves and resizes a tile by arrows, past its neighbours and not off the page", () => {
    const tiles = [tile("a", 0, 0, 6, 2), tile("b", 0, 2, 6, 3)];
    expect(byArrow(tiles, "a", "ArrowDown", false)).toEqual({ x: 0, y: 5, w: 6, h: 2 });
    expect(byArrow(tiles, "b", "ArrowDown", false)).toEqual({ x: 0, y: 2, w: 6, h: 3 });
    expect(byArrow(tiles, "a", "ArrowLeft", false)).toEqual({ x: 0, y: 0, w: 6, h: 2 });
    expect(byArrow(tiles, "a", "ArrowRight", true)).toEqual({ x: 0, y: 0, w: 7, h: 2 });
    expect(byArrow([tile("a", 6, 0, 6, 2)], "a", "ArrowRight", true)).toEqual({ x: 6, y: 0, w: 6, h: 2 });
    expect(byArrow(tiles, "a", "ArrowUp", true)).toEqual({ x: 0, y: 0, w: 6, h: 1 });
    expect(byArrow(tiles, "a", "Enter", true)).toBeUndefined();
  });
});
