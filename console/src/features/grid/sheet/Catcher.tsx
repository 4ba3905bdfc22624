/**
 * Lets an input method begin on a selected cell. Such methods speak only to a text that is being edited, and a canvas is
 * none: so while the sheet has the focus it is in this empty text, which hands every key on to the sheet and shows, over
 * the selected cell, what is being composed. What was composed then opens the cell's editor.
 */
import type { DataEditorRef, Item } from "@glideapps/glide-data-grid";
import { useEffect, useRef, type RefObject } from "react";
import css from "../grid.module.css";
import { isEditorOpen } from "./useKeys";

interface Props {
  box: RefObject<HTMLElement | null>;
  grid: RefObject<DataEditorRef | null>;
  cell: Item | undefined;
  label: string;
}

const FORGOTTEN_MS = 500;
const composed: { text: string | undefined } = { text: undefined };

/** Give what was composed before the editor opened, once. */
export function takeComposed(): string | undefined {
  const { text } = composed;
  composed.text = undefined;
  return text;
}

export function Catcher({ box, grid, cell, label }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const selected = useRef(cell);
  useEffect(() => {
    selected.current = cell;
    if (area.current && box.current) place(area.current, box.current, grid.current, cell);
  }, [box, cell, grid]);
  useEffect(() => {
    const [text, around] = [area.current, box.current];
    // On a touch screen the focus of a text would bring up the keyboard with every tap.
    if (!text || !around || !matchMedia("(pointer: fine)").matches) return;
    const listening = new AbortController();
    const { signal } = listening;
    const canvas = () => around.querySelector("canvas");
    const arrive = (event: FocusEvent) => {
      if (event.target === text || !canvas()?.contains(event.target as Node)) return;
      const editor = event.relatedTarget;
      if (editor instanceof HTMLElement && editor.closest("#portal")) settled(() => isEditorOpen() && editor.focus({ preventScroll: true }));
      setTimeout(() => canvas()?.contains(document.activeElement) && text.focus({ preventScroll: true }));
    };
    // The sheet must not believe that it lost the focus while it is only lent.
    const leave = (event: FocusEvent) => {
      if (event.relatedTarget === text) event.stopPropagation();
      else if (event.target === text && !canvas()?.contains(event.relatedTarget as Node)) canvas()?.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: event.relatedTarget }));
    };
    const press = (event: KeyboardEvent) => {
      place(text, around, grid.current, selected.current);
      if (event.isComposing || event.keyCode === 229) return;
      ready(text);
      event.stopPropagation();
      if (!(canvas()?.dispatchEvent(copyOf(event)) ?? true)) event.preventDefault();
    };
    const begin = () => (text.dataset["composing"] = "");
    const finish = () => {
      delete text.dataset["composing"];
      const { value } = text;
      ready(text);
      if (!value.trim()) return;
      composed.text = value;
      setTimeout(() => (composed.text = undefined), FORGOTTEN_MS);
      canvas()?.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true, cancelable: true }));
    };
    ready(text);
    text.addEventListener("focus", () => ready(text), { signal });
    around.addEventListener("focusin", arrive, { signal });
    around.addEventListener("focusout", leave, { signal, capture: true });
    text.addEventListener("keydown", press, { signal });
    text.addEventListener("compositionstart", begin, { signal });
    text.addEventListener("compositionend", finish, { signal });
    text.addEventListener("input", (event) => (event as InputEvent).isComposing || finish(), { signal });
    return () => listening.abort();
  }, [box, grid]);
  return <textarea ref={area} className={css["catcher"]} data-catcher tabIndex={-1} aria-label={label} autoComplete="off" spellCheck={false} />;
}

/**
 * Act when what was begun is drawn. After a click the library takes the focus a frame later, even from an editor that a
 * quick typist has opened by then: such an editor is still there when all is drawn, and gets the focus back.
 */
function settled(act: () => void): void {
  queueMicrotask(() => queueMicrotask(act));
}

/** Hold one selected space: browsers copy nothing from an empty text, and what is typed takes its place. */
function ready(text: HTMLTextAreaElement): void {
  text.value = " ";
  text.select();
}

/** Put the text over the selected cell, where the input method's list of candidates then opens. */
function place(text: HTMLTextAreaElement, around: HTMLElement, grid: DataEditorRef | null, cell: Item | undefined): void {
  const bounds = cell && grid?.getBounds(...cell);
  if (!bounds) return;
  const { left, top } = around.getBoundingClientRect();
  Object.assign(text.style, { left: `${bounds.x - left}px`, top: `${bounds.y - top}px`, width: `${bounds.width}px`, height: `${bounds.height}px` });
}

function copyOf(event: KeyboardEvent): KeyboardEvent {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat, keyCode, location } = event;
  return new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat, keyCode, location, bubbles: true, cancelable: true } as KeyboardEventInit);
}
