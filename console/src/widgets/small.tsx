/** The smallest pictures: a choice's chip, a source's badge, a person's avatar, a key, bars and a line of numbers. */
import type { ReactNode } from "react";
import type { Hue } from "@/theme";
import css from "./small.module.css";

/** A chosen value in the hue its user gave it. */
export function Chip({ hue, children }: { hue: Hue | null | undefined; children: ReactNode }) {
  const name = hue ?? "grey";
  return (
    <span className={css["chip"]} style={{ background: `var(--hue-${name}-soft)`, color: `var(--hue-${name}-text)` }}>
      {children}
    </span>
  );
}

/** The square of a table, in its hue. */
export function Square({ hue }: { hue: Hue | null | undefined }) {
  return <span className={css["square"]} style={{ background: `var(--hue-${hue ?? "blue"}-fill)` }} aria-hidden />;
}

/** A source's one glyph on its colour. */
export function SourceBadge({ name, glyph }: { name: string; glyph: string }) {
  const colour = (sum(name) % 3) + 1;
  return (
    <span className={css["source"]} style={{ background: `var(--badge-${colour})` }} aria-hidden>
      {glyph}
    </span>
  );
}

/** A person's first character on a colour that stays theirs. */
export function Avatar({ name, size = 28 }: { name: string; size?: number }) {
  const colour = (sum(name) % 5) + 1;
  const style = { width: size, height: size, fontSize: size * 0.46, background: `var(--avatar-${colour})` };
  return (
    <span className={css["avatar"]} style={style} aria-hidden>
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}

/** A key of the keyboard. */
export function Key({ children }: { children: ReactNode }) {
  return <kbd className={css["key"]}>{children}</kbd>;
}

/** How much came, hour by hour. `label` says it in words. */
export function Bars({ values, label, width = 96, height = 22 }: { values: readonly number[]; label: string; width?: number; height?: number }) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      {values.map((value, index) => {
        const tall = value ? Math.max(2, (value / top) * height) : 1;
        return <rect key={index} className={css["bar"]} data-empty={!value || undefined} x={index * step} y={height - tall} width={Math.max(1, step - 1.5)} height={tall} rx={1} />;
      })}
    </svg>
  );
}

/** How a number moved. `label` says it in words. */
export function Sparkline({ values, label, width = 96, height = 30 }: { values: readonly number[]; label: string; width?: number; height?: number }) {
  if (values.length < 2) return null;
  const top = Math.max(...values);
  const low = Math.min(...values);
  const y = (value: number) => height - 3 - ((value - low) / (top - low || 1)) * (height - 6);
  const points = values.map((value, index) => `${(index / (values.length - 1)) * (width - 4) + 2},${y(value)}`);
  return (
    <svg width={width} height={height} role="img" aria-label={label}>
      <polygon className={css["under"]} points={`2,${height} ${points.join(" ")} ${width - 2},${height}`} />
      <polyline className={css["line"]} points={points.join(" ")} />
    </svg>
  );
}

function sum(text: string): number {
  return [...text].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
}
