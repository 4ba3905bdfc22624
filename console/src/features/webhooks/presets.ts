/** Ready-made answers for each case: those that a source waits for, and those that suit most senders. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSources, useWords } from "./reads";

/** A fixed answer as the settings hold it: its body is sent as JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

/** When an answer is given: by default, past the deadline, after a failure, while the webhook is off. */
export type Use = "answer" | "fallback" | "failure" | "off_answer";

export interface Preset {
  key: string;
  label: string;
  answer: Answer;
  /** The body in one line. */
  text: string;
}

const preset = (key: string, label: string, status: number, body: unknown): Preset => ({ key, label, answer: { status, body }, text: JSON.stringify(body) });

/** Give the presets of a use. A source's own success is offered for every one: who gets it doesn't send again. */
export function usePresets(use: Use = "answer"): Preset[] {
  const { t } = useTranslation("webhooks");
  const sources = useSources().data?.items;
  const words = useWords();
  return useMemo(() => {
    const theirs = (sources ?? [])
      .filter((one) => one.answer !== null && one.answer !== undefined)
      .map((one) => preset(one.name, words(one.label), 200, one.answer));
    if (use === "fallback") return [preset("accepted", t("presetAccepted"), 202, { event: "{event}" }), ...theirs];
    if (use === "failure") return [preset("again", t("presetAgain"), 500, { code: "script_failed", event: "{event}" }), ...theirs.map((one) => ({ ...one, label: t("presetTheirs", { source: one.label }) }))];
    return [...theirs, preset("generic", t("presetJson"), 200, { ok: true, event: "{event}" }), preset("code", t("presetCode"), 200, { code: 0, message: "ok" })];
  }, [sources, t, use]);
}
