/** Where the time of an attempt went, as one bar and its parts in words. */
import { useTranslation } from "react-i18next";
import { took } from "@/widgets/time";
import css from "./attempts.module.css";

const PARTS = ["queue", "script", "rest"] as const;

/** Split a total into the parts that were measured and the rest, which is reading, checking and the commit. */
export function partsOf(timings: Readonly<Record<string, number>>, total: number): { name: (typeof PARTS)[number]; ms: number }[] {
  const known = PARTS.map((name) => ({ name, ms: name === "rest" ? 0 : (timings[name] ?? 0) }));
  const rest = Math.max(0, total - known.reduce((sum, one) => sum + one.ms, 0));
  return known.map((one) => (one.name === "rest" ? { ...one, ms: rest } : one)).filter((one) => one.ms > 0);
}

export function TimingBar({ timings, total }: { timings: Readonly<Record<string, number>>; total: number }) {
  const { t } = useTranslation("events");
  const parts = partsOf(timings, total);
  const sum = parts.reduce((all, one) => all + one.ms, 0);
  if (sum <= 0) return null;
  return (
    <div className={css["timing"]}>
      <div className={css["timingBar"]} aria-hidden>
        {parts.map(({ name, ms }) => (
          <span key={name} data-part={name} style={{ flexGrow: ms / sum }} />
        ))}
      </div>
      <ul>
        {parts.map(({ name, ms }) => (
          <li key={name}>
            <i data-part={name} aria-hidden />
            {t(`part_${name}`)} <b>{ms < 10 ? `${ms.toFixed(1)} ms` : took(ms)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
