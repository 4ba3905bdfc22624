/** How the sender is set up, in its own words; the steps tick themselves when its pushes arrive. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { allMatch, compare, expectedOf } from "@/ui/run/expectation";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { clockTime } from "@/widgets/time";
import { useEvent, useLatest, useSource, useWords, type Event, type Source, type Webhook } from "./reads";
import css from "./steps.module.css";

const LOOKED_AT = 20;

export function StepsPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const source = useSource(webhook.source);
  const words = useWords();
  const events = useLatest(webhook.name, LOOKED_AT).data?.items ?? [];
  if (!source?.steps.length) return null;
  const first = source.steps.length - 1;
  const test = source.answer == null ? first : first - 1;
  const arrived = events.filter((event) => event.state !== "rejected");
  const done = arrived.length === 0 ? 0 : isReal(arrived) ? source.steps.length : test + 1;
  return (
    <Panel title={t("setUpIn", { source: words(source.label) })} className={css["panel"]}>
      <p className="quiet">{t("stepsNote")}</p>
      <ol className={css["steps"]}>
        {source.steps.map((step, index) => (
          <li key={step.zh} data-done={index < done || undefined} aria-current={index === done ? "step" : undefined}>
            <span className={css["mark"]}>{index < done ? <Icon name="check" size={14} /> : index + 1}</span>
            <div className={css["words"]}>
              {index < done && <span className="reader-only">{t("stepDone")}</span>}
              <StepText text={words(step)} url={webhook.url} />
              {index === test && arrived[0] && <Received event={arrived.at(-1) ?? arrived[0]} source={source} webhook={webhook} />}
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** A test push is always of the same made-up person: a second person is a real lead. */
function isReal(events: readonly Event[]): boolean {
  return new Set(events.map((event) => event.title)).size > 1;
}

function StepText({ text, url }: { text: string; url: string | null }) {
  const [before = "", after] = text.split("{url}");
  if (after === undefined) return <span>{text}</span>;
  return (
    <>
      <span>
        {before.trim()}
        {after}
      </span>
      {url && (
        <span className={css["copy"]}>
          <code>{url}</code>
          <CopyButton text={url} what="URL" />
        </span>
      )}
    </>
  );
}

function Received({ event, source, webhook }: { event: Event; source: Source; webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const words = useWords();
  const answer = useEvent(event.id).data?.answer;
  const expected = expectedOf(webhook.settings, source.answer);
  const fits = answer ? allMatch(compare(expected ?? {}, answer)) : undefined;
  return (
    <div className={css["received"]} data-tone={fits === false ? "bad" : "ok"}>
      <strong>
        <Icon name={fits === false ? "alert" : "check"} size={14} /> {t("testReceived", { time: clockTime(event.received_at) })}
      </strong>
      {answer && (
        <dl>
          <dt>{t("ourAnswer")}</dt>
          <dd>
            <code>{answer.body || answer.status}</code>
          </dd>
          {expected && (
            <>
              <dt>{t("theyWant", { source: words(source.label) })}</dt>
              <dd>
                <code>{JSON.stringify(expected.body)}</code>
              </dd>
            </>
          )}
        </dl>
      )}
      <span className={css["verdict"]}>
        {fits === undefined ? "" : t(fits ? "fits" : "fitsNot", { source: words(source.label) })}
        <Link to={at(`/events/${event.id}`)}>{t("openEvent")}</Link>
      </span>
    </div>
  );
}
