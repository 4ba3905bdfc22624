/** Light or dark: as chosen here, else as the system is. */
import { useSyncExternalStore } from "react";
import { paint, type Mode } from "@/theme";

export type Appearance = Mode | "system";

const KEPT = "leadbase.appearance";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

function kept(): Appearance {
  const value = localStorage.getItem(KEPT);
  return value === "light" || value === "dark" ? value : "system";
}

function mode(): Mode {
  const chosen = kept();
  return chosen === "system" ? (system.matches ? "dark" : "light") : chosen;
}

function refresh(): void {
  paint(mode());
  for (const listener of listeners) listener();
}

/** Choose, now and for the next visit. */
export function choose(appearance: Appearance): void {
  localStorage.setItem(KEPT, appearance);
  refresh();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

system.addEventListener("change", refresh);
paint(mode());

/** Give the mode that is shown and the choice behind it. */
export function useAppearance(): { mode: Mode; chosen: Appearance } {
  return { mode: useSyncExternalStore(subscribe, mode), chosen: useSyncExternalStore(subscribe, kept) };
}
