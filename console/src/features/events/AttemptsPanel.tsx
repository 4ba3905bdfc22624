/** What was done with an event: each attempt with its console, what it wrote, what was answered, and how long it took. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Light } from "@/widgets/state";
import { clockTime, took, wholeMoment } from "@/widgets/time";
import { Effects } from "./Effects";
import css from "./attempts.module.css";
import { tones } from "./parts";
import { TimingBar } from "./TimingBar";
import type { Detail } from "./reads";

type Attempt = Detail["attempt_list"][number];

export function AttemptsPanel({ event }: { event: Detail }) {
  const { t } = useTranslation("events");
  const attempts = [...event.attempt_list].reverse();
  const first = (event.attempt_list[0]?.timings ?? event.timings) as Record<string, number>;
  const extra = first["append"] !== undefined && (
    <span>
      {t("received")} {took(first["body"] ?? 0)} · <b className={css["good"]}>{t("stored", { took: took(first["append"]) })}</b>
    </span>
  );
  return (
    <Panel title={<>{t("attempts")} <small className="quiet">{t("times", { count: attempts.length })}</small></>} extra={extra}>
      {attempts.length === 0 && <NoAttempt event={event} />}
      {attempts.map((attempt) => (
        <AttemptView key={attempt.number} event={event} attempt={attempt} isLast={attempt === attempts[0]} />
      ))}
      {event.next_at && <p className={css["next"]}>{t("nextTry", { moment: wholeMoment(event.next_at) })}</p>}
    </Panel>
  );
}

function NoAttempt({ event }: { event: Detail }) {
  const { t } = useTranslation("events");
  const at = useAt();
  return (
    <>
      <p className={css["next"]}>{event.state === "duplicate" ? t("noneDuplicate") : event.state === "rejected" ? t("noneRejected", { cause: event.cause ?? "" }) : event.state === "held" ? t("noneHeld") : t("noneYet")}</p>
      {event.duplicate_of && <Link to={at(`/events/${event.duplicate_of}`)}>{t("openFirst")}</Link>}
      {event.answer && <AnswerLine answer={event.answer} />}
    </>
  );
}

function AttemptView({ event, attempt, isLast }: { event: Detail; attempt: Attempt; isLast: boolean }) {
  const { t } = useTranslation("events");
  const state = attempt.outcome as Detail["state"];
  const total = Date.parse(attempt.finished_at) - Date.parse(attempt.started_at);
  const mine = event.effects.filter((effect) => effect.attempt === attempt.number);
  const trigger = attempt.trigger as "arrival" | "retry" | "held" | "redo" | "as_new";
  return (
    <div className={css["attempt"]}>
      <div className={css["attemptHead"]}>
        <Light tone={tones[state] ?? "idle"}>
          <b>#{attempt.number}</b>
        </Light>
        <b>
          {t(`trigger_${trigger}`, { defaultValue: attempt.trigger })}
          {attempt.version !== null && ` · ${t("scriptVersion", { version: attempt.version })}`}
        </b>
        <span className="quiet" title={wholeMoment(attempt.started_at)}>
          {[attempt.actor, clockTime(attempt.started_at)].filter(Boolean).join(" ")}
        </span>
        <span className={css["outcome"]} data-tone={tones[state]}>
          {state === "failed" ? t("failedNothing") : t(`state_${state}`, { defaultValue: attempt.outcome })}
        </span>
        <span className="mono">{took(total)}</span>
      </div>
      {isLast && <TimingBar timings={attempt.timings as Record<string, number>} total={total} />}
      <ErrorBox error={attempt.error} webhook={event.webhook} />
      <ConsoleLines console={attempt.console} />
      <Effects effects={mine} notes={attempt.notes} />
      {attempt.answer && <AnswerLine answer={attempt.answer} note={attempt.trigger === "arrival" ? "" : t("notSent")} />}
    </div>
  );
}

/** Why an attempt failed, with the way to the line. */
export function ErrorBox({ error, webhook }: { error: unknown; webhook: string | null }) {
  const { t } = useTranslation(["events", "ui"]);
  const at = useAt();
  const told = error as { code?: string; message?: string; line?: number; column?: number; stack?: string } | null;
  if (!told) return null;
  return (
    <div className={css["error"]} role="note">
      <b>{told.message ?? told.code}</b>
      <div>
        {told.line !== undefined && t("atLine", { line: told.line, column: told.column ?? 1 })}{" "}
        {webhook && <Link to={at(`/webhooks/${webhook}/script${told.line ? `?line=${told.line}` : ""}`)}>{t("openScript")}</Link>}
      </div>
      {told.stack && (
        <details>
          <summary>{t("ui:details")}</summary>
          <pre>{told.stack}</pre>
        </details>
      )}
    </div>
  );
}

/** What the script printed. */
export function ConsoleLines({ console }: { console: unknown }) {
  const { t } = useTranslation("events");
  const told = console as { lines: { level: string; text: string; at_ms: number }[]; cut: boolean } | null;
  if (!told?.lines.length) return null;
  return (
    <div className={css["fact"]}>
      <span>{t("console")}</span>
      <div className={css["console"]}>
        {told.lines.map((line, index) => (
          <div key={index} data-level={line.level}>
            <i>+{took(line.at_ms)}</i> {line.text}
          </div>
        ))}
        {told.cut && <em>{t("consoleCut")}</em>}
      </div>
    </div>
  );
}

/** What was answered. */
export function AnswerLine({ answer, note }: { answer: NonNullable<Detail["answer"]>; note?: string }) {
  const { t } = useTranslation("events");
  return (
    <div className={css["fact"]}>
      <span>{t("answer")}</span>
      <div className={css["answer"]}>
        <b data-good={answer.status < 400 || undefined}>{answer.status}</b> <code>{answer.body}</code> {note && <small>{note}</small>}
      </div>
    </div>
  );
}

