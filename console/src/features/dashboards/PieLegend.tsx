/** The parts of a pie in words, each a way to its records. */
import { Link } from "react-router";
import css from "./tile.module.css";
import type { Part } from "./series";

export function PieLegend({ parts, to, written }: { parts: readonly Part[]; to: (part: Part) => string; written: (value: number | null) => string }) {
  const total = parts.reduce((sum, one) => sum + Math.max(0, one.value ?? 0), 0);
  return (
    <ul className={css["legend"]}>
      {parts.map((part) => (
        <li key={part.key}>
          <Link to={to(part)} draggable={false}>
            <i style={{ background: `var(--hue-${part.hue}-fill)` }} aria-hidden />
            <span className={css["partName"]}>{part.name}</span>
            <b>{written(part.value)}</b>
            <span className="quiet">{total > 0 ? `${Math.round((100 * (part.value ?? 0)) / total)}%` : ""}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
