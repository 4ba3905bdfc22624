/** What came of the last try: the verdict first, then line by line, records, console, time; and the tries before. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Schemas } from "@/api/client";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { allMatch, compare, compareTime, type Expected, type Line } from "@/ui/run/expectation";
import { ExpectedTable } from "@/ui/run/ExpectedTable";
import type { Names } from "@/ui/run/names";
import type { Outcome } from "@/ui/run/outcome";
import { ConsoleLines, FaultNote, TimingBar } from "@/ui/run/Parts";
import { Rows } from "@/ui/run/Rows";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { clockTime, took } from "@/widgets/time";
import { ExpectedEditor } from "./ExpectedEditor";
import css from "./testing.module.css";

export interface Tried {
  outcome: Outcome;
  at: number;
}

interface Props {
  tried: readonly Tried[];
  webhook: Schemas["WebhookOut"];
  names: Names;
  expected: Expected | null;
  sender: string;
  sourceAnswer: unknown;
}

function judge(outcome: Outcome, expected: Expected | null, deadlineMs: number): Line[] {
  return outcome.answer ? [...compare(expected ?? {}, outcome.answer), compareTime(deadlineMs, outcome.tookMs)] : [];
}

export function Outcomes({ tried, webhook, names, expected, sender, sourceAnswer }: Props) {
  const { t } = useTranslation("testing");
  const at = useAt();
  const { outcome } = tried[0] as Tried;
  const deadline = Number(webhook.settings["deadline_ms"]) || 4000;
  const lines = judge(outcome, expected, deadline);
  const isFine = lines.length > 0 && allMatch(lines);
  const issues = outcome.effects.filter((one) => Object.keys(one.issues).length).length;
  const notes = [
    t(isFine ? "answerFits" : "answerFitsNot"),
    outcome.fault ? t("eventFails") : issues ? t("eventIssues", { count: issues }) : t(`event_${outcome.state}`),
    outcome.isDry ? t("nothingSaved") : t("wrote", { count: outcome.effects.length }),
  ];
  return (
    <div className={css["outcomes"]}>
      <div className={css["verdict"]} data-tone={isFine ? "ok" : "bad"}>
        <span className={css["mark"]}>
          <Icon name={isFine ? "check" : "close"} size={20} />
        </span>
        <div>
          <strong>{t(isFine ? "senderShowsSuccess" : "senderShowsFailure", { source: sender })}</strong>
          <span>{notes.join(" · ")}</span>
        </div>
        <span className="mono">{took(outcome.tookMs)}</span>
      </div>
      {outcome.fault && <FaultNote fault={outcome.fault} />}
      {outcome.event && (
        <Link to={at(`/events/${outcome.event}`)}>
          {t("openEvent")} <Icon name="chevron-right" size={14} />
        </Link>
      )}
      <Panel
        flush
        title={t("answerAndExpected")}
        extra={
          <>
            <ExpectedEditor webhook={webhook} sourceAnswer={sourceAnswer} />
            {outcome.answer && <CopyButton text={outcome.answer.body} what={t("answer")} />}
          </>
        }
      >
        <ExpectedTable lines={lines} sender={sender} />
        <pre className={css["answer"]} tabIndex={0}>
          {outcome.answer?.body || t("noBody")}
        </pre>
      </Panel>
      <Panel title={outcome.isDry ? t("wouldWrite", { count: outcome.effects.length }) : t("wrote", { count: outcome.effects.length })} extra={outcome.isDry ? t("dryNote") : outcome.fault ? t("failedNote") : undefined}>
        <Rows effects={outcome.effects} names={names} linkOf={(table, record) => (outcome.isDry ? undefined : at(`/records/${names.byId.get(table)?.table.name ?? table}/${record}`))} />
      </Panel>
      <div className={css["pair"]}>
        <Panel title={t("console")} extra={t("lineCount", { count: outcome.console.length })}>
          <ConsoleLines lines={outcome.console} isCut={outcome.isConsoleCut} />
        </Panel>
        <Panel title={t("took", { time: took(outcome.tookMs) })} extra={outcome.isRoundTrip ? t("roundTrip") : undefined}>
          {outcome.timings.length ? <TimingBar outcome={outcome} /> : <p className="quiet">{t("noTimings")}</p>}
        </Panel>
      </div>
      {tried.length > 1 && (
        <p className={css["before"]}>
          <Icon name="history" size={14} /> {t("triesBefore")}
          {tried.slice(1).map((one) => {
            const fits = allMatch(judge(one.outcome, expected, deadline));
            return (
              <span key={one.at} className={css[fits ? "good" : "bad"]}>
                {clockTime(one.at)} {t(fits ? "same" : "differs")}
              </span>
            );
          })}
        </p>
      )}
    </div>
  );
}
