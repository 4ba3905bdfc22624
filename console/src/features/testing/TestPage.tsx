/** Tries the webhook as its sender would see it: a body at the left, the verdict and what came of it at the right. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOutletContext } from "react-router";
import type { Schemas } from "@/api/client";
import { expectedOf } from "@/ui/run/expectation";
import type { Outcome } from "@/ui/run/outcome";
import { useNames, useSource } from "@/ui/run/reads";
import { Trouble } from "@/ui/states";
import { BodyPanel } from "./BodyPanel";
import { Outcomes, type Tried } from "./Outcomes";
import css from "./testing.module.css";

type Webhook = Schemas["WebhookOut"];

const KEPT = 4;

export function Component() {
  const { t, i18n } = useTranslation("testing");
  const webhook = useOutletContext<Webhook>();
  const source = useSource(webhook.source);
  const names = useNames();
  const [tried, setTried] = useState<Tried[]>([]);
  const [error, setError] = useState<unknown>();
  const results = useRef<HTMLDivElement>(null);
  // In one column the verdict stands below what was sent.
  useEffect(() => {
    if (tried.length) results.current?.scrollIntoView({ block: "start" });
  }, [tried]);
  const expected = expectedOf(webhook.settings, source?.answer);
  const sender = source ? (i18n.language === "en" ? source.label.en : source.label.zh) : webhook.source;
  const done = (outcome: Outcome) => {
    setError(undefined);
    setTried((before) => [{ outcome, at: Date.now() }, ...before].slice(0, KEPT));
  };
  return (
    <div className={css["page"]}>
      <BodyPanel key={webhook.id} webhook={webhook} source={source} sender={sender} onDone={done} onFailed={setError} />
      <div ref={results} className={css["results"]} role="status">
        {error !== undefined && <Trouble error={error} />}
        {tried[0] ? (
          <Outcomes tried={tried} webhook={webhook} names={names} expected={expected} sender={sender} sourceAnswer={source?.answer} />
        ) : (
          <div className={css["nothing"]}>
            <h2>{t("nothingTried")}</h2>
            <p>{t("nothingTriedText", { source: sender })}</p>
          </div>
        )}
      </div>
    </div>
  );
}
