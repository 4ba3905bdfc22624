/** Keys of the keyboard: pages say which they listen to, and `?` shows those of the page that is open. */
import { Modal } from "antd";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Key } from "@/widgets/small";
import css from "./keys.module.css";

export interface Shortcut {
  /** "j", "?", "shift+c", "mod+k" (Ctrl or Cmd), or one after the other: "g h". */
  keys: string;
  /** What it does, for the list that `?` shows. */
  label: string;
  run: () => void;
}

const SEQUENCE_MS = 1_200;
const groups = new Set<{ current: readonly Shortcut[] }>();
const listeners = new Set<() => void>();
let shown: readonly Shortcut[] = [];
let pending = "";
let pendingUntil = 0;

function refresh(): void {
  shown = [...groups].flatMap((group) => group.current);
  for (const listener of listeners) listener();
}

/** Listen to these keys while a component is shown. The one that was shown last is asked first. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const group = useRef(shortcuts);
  useEffect(() => {
    group.current = shortcuts;
  });
  const told = shortcuts.map((one) => `${one.keys}:${one.label}`).join("\n");
  useEffect(() => {
    groups.add(group);
    refresh();
    return () => {
      groups.delete(group);
      refresh();
    };
  }, [told]);
}

/** Spell what was pressed as shortcuts do. */
export function pressed(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">): string {
  const key = event.key.toLowerCase();
  const isLetter = /^[a-z]$/.test(key);
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.altKey ? "alt+" : ""}${event.shiftKey && (isLetter || key.length > 1) ? "shift+" : ""}${key}`;
}

/** Tell whether keys belong to what has the focus: a field, a grid, an editor, or a window above the page. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, canvas, [role=dialog], [role=menu], [role=listbox], [data-own-keys]") !== null;
}

function find(spelt: string): Shortcut | undefined {
  return [...groups].reverse().flatMap((group) => group.current).find((one) => one.keys === spelt);
}

function hear(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || event.keyCode === 229) return;
  const key = pressed(event);
  if (isTyping(event.target) && !key.startsWith("mod+")) return;
  const sequence = pending && event.timeStamp < pendingUntil ? find(`${pending} ${key}`) : undefined;
  pending = "";
  const found = sequence ?? find(key);
  if (found) {
    event.preventDefault();
    found.run();
  } else if ([...groups].some((group) => group.current.some((one) => one.keys.startsWith(`${key} `)))) {
    pending = key;
    pendingUntil = event.timeStamp + SEQUENCE_MS;
  }
}

/** Hear the keyboard, as long as the frame is shown. */
export function useKeyboard(): void {
  useEffect(() => {
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "");

/** Keys as they stand on the keyboard: "mod+k" is ⌘ K or Ctrl K. */
export function Keys({ keys }: { keys: string }) {
  const names: Record<string, string> = { mod: isApple ? "⌘" : "Ctrl", shift: "⇧", alt: isApple ? "⌥" : "Alt", enter: "⏎", escape: "Esc", arrowup: "↑", arrowdown: "↓", tab: "Tab" };
  return (
    <span className={css["keys"]}>
      {keys.split(/[ +]/).map((key, index) => (
        <Key key={index}>{names[key] ?? key.toUpperCase()}</Key>
      ))}
    </span>
  );
}

/** The list of keys that do something here. */
export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const all = useSyncExternalStore(subscribe, () => shown);
  return (
    <Modal open={open} onCancel={onClose} footer={null} title={t("keysHere")} width={520} destroyOnHidden>
      <dl className={css["list"]}>
        {all.map((one) => (
          <div key={one.keys}>
            <dt>{one.label}</dt>
            <dd>
              <Keys keys={one.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
