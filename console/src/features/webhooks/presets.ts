/** Ready-made answers: those that a source waits for, and two that suit most senders. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSources, useWords } from "./reads";

/** A fixed answer as the settings hold it: its body is sent as JSON. */
export interface Answer {
  status: number;
  body: unknown;
}

export interface Preset {
  key: string;
  label: string;
  answer: Answer;
  /** The body in one line. */
  text: string;
}

export function usePresets(): Preset[] {
  const { t } = useTranslation("webhooks");
  const sources = useSources().data?.items;
  const words = useWords();
  return useMemo(() => {
    const preset = (key: string, label: string, body: unknown): Preset => ({ key, label, answer: { status: 200, body }, text: JSON.stringify(body) });
    const theirs = (sources ?? [])
      .filter((one) => one.answer !== null && one.answer !== undefined)
      .map((one) => preset(one.name, words(one.label), one.answer));
    return [...theirs, preset("generic", t("presetJson"), { ok: true, event: "{event}" }), preset("code", t("presetCode"), { code: 0, message: "ok" })];
  }, [sources, t]);
}
