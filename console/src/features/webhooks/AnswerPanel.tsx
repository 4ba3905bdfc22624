/** What the sender gets back: when, and the fixed answers for each case. Everything is kept at once, with undo. */
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { AnswerField } from "./AnswerField";
import { settingsOf, type Settings } from "./options";
import type { Webhook } from "./reads";
import css from "./settings.module.css";
import { useSetting } from "./setting";

const MODES = ["after_script", "at_once"] as const;

export function AnswerPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const settings = settingsOf(webhook);
  const set = useSetting(webhook);
  const may = useMay("webhooks:write");
  const seconds = settings.deadline_ms / 1000;
  const field = (name: "answer" | "fallback" | "failure" | "off_answer", isOptional = false) => (
    <AnswerField
      key={name}
      use={name}
      title={t(`answer_${name}`)}
      note={t(`answer_${name}_note`, { seconds })}
      value={settings[name]}
      start={settings.answer}
      isOptional={isOptional}
      disabled={!may}
      onKeep={(value) => set({ [name]: value } as Partial<Settings>)}
    />
  );
  return (
    <Panel title={t("answer")} extra={t("answerNote")}>
      <div className={css["modes"]} role="radiogroup" aria-label={t("answer")}>
        {MODES.map((mode) => (
          <label key={mode} className={css["mode"]}>
            <input type="radio" name="mode" disabled={!may} checked={settings.mode === mode} onChange={() => void set({ mode })} />
            <span>
              <strong>{t(`mode_${mode}`)}</strong>
              <span>{t(`mode_${mode}_note`, { seconds })}</span>
            </span>
          </label>
        ))}
      </div>
      <div className={css["answers"]}>
        {field("answer")}
        {field("fallback")}
        {field("failure")}
        {field("off_answer", true)}
      </div>
    </Panel>
  );
}
