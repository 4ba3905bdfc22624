/** State told by a dot or tag and a word, never by colour alone. */
import type { ReactNode } from "react";
import css from "./state.module.css";

export type Tone = "ok" | "warn" | "bad" | "idle" | "accent";

/** A small light, with the word beside it or for readers only. */
export function Light({ tone, children, pulse = false }: { tone: Tone; children?: ReactNode; pulse?: boolean }) {
  return (
    <span className={css["light"]}>
      <span className={css["dot"]} data-tone={tone} data-pulse={pulse || undefined} aria-hidden />
      {children}
    </span>
  );
}

/** A word on a soft ground. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={css["tag"]} data-tone={tone}>
      {children}
    </span>
  );
}
