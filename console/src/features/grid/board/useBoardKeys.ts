/** The keyboard of a board: arrows go from card to card, Enter opens, Shift and an arrow moves the card, M asks where to. */
import { useCallback, useEffect, useState, type KeyboardEvent, type RefObject } from "react";
import { listPlace, type Lane, type Slots } from "./layout";
import type { BoardStore } from "./store";

/** A card by its column and its place from the top. */
export interface Place {
  lane: number;
  index: number;
}

interface Wish {
  box: RefObject<HTMLDivElement | null>;
  lanes: readonly Lane[];
  slots: ReadonlyMap<string, Slots>;
  store: BoardStore;
  mayWrite: boolean;
  move: (record: string, lane: Lane) => void;
  open: (record: string) => void;
}

export function useBoardKeys({ box, lanes, slots, store, mayWrite, move, open }: Wish) {
  const lengthOf = (lane: number) => slots.get(lanes[lane]?.key ?? "")?.length ?? 0;
  const begin = lanes.findIndex((_, index) => lengthOf(index) > 0);
  const [chosen, choose] = useState<Place>();
  const [wanted, want] = useState<Place>();
  const current = chosen && chosen.index < lengthOf(chosen.lane) ? chosen : { lane: Math.max(0, begin), index: 0 };
  // The card that is gone to may not be drawn yet: its column is scrolled there first.
  useEffect(() => {
    if (!wanted) return;
    const find = () => box.current?.querySelector<HTMLElement>(`[data-place="${wanted.lane} ${wanted.index}"] [data-card]`);
    const stack = box.current?.children[wanted.lane];
    stack?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (!find()) bring(stack?.querySelector("ol"), wanted.index, lengthOf(wanted.lane));
    const frame = requestAnimationFrame(() => {
      const card = find();
      card?.focus();
      card?.scrollIntoView({ block: "nearest" });
      want(undefined);
    });
    return () => cancelAnimationFrame(frame);
    // Only a new wish moves the focus.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted]);

  const recordAt = ({ lane, index }: Place) => {
    const [key, of] = [lanes[lane]?.key ?? "", slots.get(lanes[lane]?.key ?? "")];
    return of && (of.extra[index] ?? store.section(key)?.window.get(listPlace(of, index)));
  };
  const go = (place: Place) => {
    choose(place);
    want(place);
  };
  const beside = (step: 1 | -1): Place | undefined => {
    for (let lane = current.lane + step; lane >= 0 && lane < lanes.length; lane += step) {
      if (lengthOf(lane) > 0) return { lane, index: Math.min(current.index, lengthOf(lane) - 1) };
    }
    return undefined;
  };
  const press = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset["card"] === undefined) return;
    const record = recordAt(current);
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : undefined;
    const lane = lanes[current.lane + (step ?? 0)];
    let place: Place | undefined;
    if (event.shiftKey && step && record && lane && mayWrite) {
      move(record._id, lane);
      place = { lane: current.lane + step, index: 0 };
    } else if (step) place = beside(step);
    else if (event.key === "ArrowDown") place = { ...current, index: Math.min(current.index + 1, lengthOf(current.lane) - 1) };
    else if (event.key === "ArrowUp") place = { ...current, index: Math.max(0, current.index - 1) };
    else if (event.key === "Home") place = { ...current, index: 0 };
    else if (event.key === "End") place = { ...current, index: lengthOf(current.lane) - 1 };
    else if ((event.key === "Enter" || event.key === " ") && record) open(record._id);
    else if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) event.target.querySelector<HTMLElement>("[data-move]")?.click();
    else return;
    event.preventDefault();
    if (place) go(place);
  };
  return { current, press, focus: useCallback((place: Place) => choose(place), []) };
}

function bring(list: HTMLElement | null | undefined, index: number, length: number): void {
  const scroller = list?.parentElement;
  if (list && scroller && length > 0) scroller.scrollTop = Math.max(0, (list.offsetHeight / length) * index - scroller.clientHeight / 2);
}
