/** The result of a run in a narrow column: the answer, the records, the console, the time. */
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { took } from "@/widgets/time";
import { allMatch, compare, type Expected } from "./expectation";
import { ExpectedTable } from "./ExpectedTable";
import type { Names } from "./names";
import type { Outcome } from "./outcome";
import { ConsoleLines, FaultNote, TimingBar } from "./Parts";
import { useOutsideText, type OutsideNote } from "./outside";
import css from "./result.module.css";
import { Rows } from "./Rows";

interface Props {
  outcome: Outcome;
  names: Names;
  /** What the sender waits for; null where any answer will do. */
  expected: Expected | null;
  sender: string;
  linkOf?: (table: string, record: string) => string | undefined;
  /** Leads to a place in the code that ran. */
  onGo?: (line: number, column: number) => void;
}

export function Result({ outcome, names, expected, sender, linkOf, onGo }: Props) {
  const { t } = useTranslation("testing");
  const { answer, fault, effects } = outcome;
  const lines = answer && expected ? compare(expected, answer) : [];
  const fits = allMatch(lines);
  const written = outcome.isDry ? t("wouldWrite", { count: effects.length }) : t("wrote", { count: effects.length });
  return (
    <div className={css["result"]} role="status">
      {fault && <FaultNote fault={fault} onGo={onGo} />}
      {answer && (
        <section className={css["card"]}>
          <header>
            <span className={css[!expected || fits ? "ok" : "bad"]}>
              <Icon name={!expected || fits ? "check" : "close"} />
            </span>
            <b>{t("answerStatus", { status: answer.status })}</b>
            {expected && <span className={css[fits ? "ok" : "bad"]}>{t(fits ? "asExpected" : "notAsExpected", { source: sender })}</span>}
            <span className={css["end"]}>
              <CopyButton text={answer.body} what={t("answer")} />
            </span>
          </header>
          <pre tabIndex={0}>{answer.body || t("noBody")}</pre>
          {expected && !fits && !fault && <ExpectedTable lines={lines} sender={sender} />}
        </section>
      )}
      <section className={css["card"]}>
        <header>
          <Icon name="table" />
          <b>{written}</b>
          <span className="quiet">{outcome.isDry ? t("dryNote") : fault ? t("failedNote") : ""}</span>
        </header>
        <div className={css["body"]}>
          <Rows effects={effects} names={names} linkOf={linkOf} />
        </div>
      </section>
      {outcome.outside.length > 0 && <Outside notes={outcome.outside} />}
      <section className={css["card"]}>
        <header>
          <Icon name="code" />
          <b>{t("console")}</b>
          <span className="quiet">{t("lineCount", { count: outcome.console.length })}</span>
        </header>
        <div className={css["body"]}>
          <ConsoleLines lines={outcome.console} isCut={outcome.isConsoleCut} />
        </div>
      </section>
      <section className={css["card"]}>
        <header>
          <Icon name="clock" />
          <b>{t("took", { time: took(outcome.tookMs) })}</b>
          {outcome.isRoundTrip && <span className="quiet">{t("roundTrip")}</span>}
        </header>
        {outcome.timings.length > 0 && (
          <div className={css["body"]}>
            <TimingBar outcome={outcome} />
          </div>
        )}
      </section>
    </div>
  );
}

function Outside({ notes }: { notes: readonly OutsideNote[] }) {
  const { t } = useTranslation("testing");
  const text = useOutsideText();
  return (
    <section className={css["card"]}>
      <header>
        <Icon name="send" />
        <b>{t("outside")}</b>
      </header>
      <div className={css["body"]}>
        {notes.map((note, index) => (
          <div key={index}>{text(note)}</div>
        ))}
      </div>
    </section>
  );
}
