/** Parts of a run's result: what went wrong, the console, and where the time went. */
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { took } from "@/widgets/time";
import type { ConsoleLine, Fault, Outcome } from "./outcome";
import css from "./run.module.css";

const SERIES = ["series-4", "series-1", "series-3", "series-2"] as const;
const NAMED = ["body", "append", "queue", "script", "apply", "commit", "start", "check"] as const;

export function FaultNote({ fault, onGo }: { fault: Fault; onGo?: (line: number, column: number) => void }) {
  const { t } = useTranslation("testing");
  const { line, column = 1 } = fault;
  return (
    <div className={css["fault"]} role="alert">
      <Icon name="alert" />
      <div>
        <strong>{fault.message}</strong>
        {line !== undefined && (onGo ? (
          <button type="button" onClick={() => onGo(line, column)}>
            {t("atLine", { line, column })}
          </button>
        ) : (
          <span>{t("atLine", { line, column })}</span>
        ))}
        {fault.stack && <pre>{fault.stack}</pre>}
      </div>
    </div>
  );
}

export function ConsoleLines({ lines, isCut }: { lines: readonly ConsoleLine[]; isCut: boolean }) {
  const { t } = useTranslation("testing");
  if (!lines.length) return <p className={css["none"]}>{t("consoleEmpty")}</p>;
  return (
    <div className={css["console"]} tabIndex={0} role="log" aria-label={t("console")}>
      {lines.map((line, index) => (
        <div key={index} data-level={line.level}>
          <span>+{line.at_ms} ms</span>
          <code>{line.text}</code>
        </div>
      ))}
      {isCut && <p className="quiet">{t("consoleCut")}</p>}
    </div>
  );
}

/** A bar of the parts in which the time passed, with a legend; the time alone where no parts are known. */
export function TimingBar({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation("testing");
  const parts = outcome.timings.filter(([, ms]) => ms > 0);
  const sum = parts.reduce((total, [, ms]) => total + ms, 0);
  if (!sum) return null;
  const name = (key: string) => ((NAMED as readonly string[]).includes(key) ? t(`timing_${key as (typeof NAMED)[number]}`) : key);
  const colour = (index: number) => `var(--${SERIES[index % SERIES.length]})`;
  return (
    <>
      <div className={css["timing"]} aria-hidden>
        {parts.map(([key, ms], index) => (
          <span key={key} style={{ flexGrow: ms / sum, background: colour(index) }} />
        ))}
      </div>
      <ul className={css["legend"]}>
        {parts.map(([key, ms], index) => (
          <li key={key}>
            <i style={{ background: colour(index) }} aria-hidden />
            {name(key)} {took(ms)}
          </li>
        ))}
      </ul>
    </>
  );
}
