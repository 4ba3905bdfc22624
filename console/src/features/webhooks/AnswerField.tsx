/** One fixed answer: its status, and its body as JSON, with presets. What is no JSON is said and not kept. */
import { Button, Input, InputNumber } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { usePresets, type Answer, type Use } from "./presets";
import css from "./settings.module.css";

interface Props {
  use: Use;
  title: string;
  note: string;
  value: Answer | null;
  /** What an answer that was absent begins with. */
  start: Answer;
  isOptional: boolean;
  disabled: boolean;
  onKeep: (value: Answer | null) => Promise<boolean>;
}

export function AnswerField({ use, title, note, value, start, isOptional, disabled, onKeep }: Props) {
  const { t } = useTranslation(["webhooks", "ui"]);
  const id = useId();
  const presets = usePresets(use);
  const [typed, type] = useState<string | null>(null);
  const shown = typed ?? (value ? JSON.stringify(value.body) : "");
  const body = readJson(shown);
  const keep = async (answer: Answer | null) => {
    if (await onKeep(answer)) type(null);
  };
  if (!value) {
    return (
      <div className={css["answer"]}>
        <label>{title}</label>
        <span className="quiet">{note}</span>
        <span>
          <Button disabled={disabled} onClick={() => void keep({ status: 200, body: start.body })}>
            {t("ownAnswer")}
          </Button>
        </span>
      </div>
    );
  }
  return (
    <div className={css["answer"]}>
      <label htmlFor={id}>{title}</label>
      <span className="quiet">{note}</span>
      <div className={css["bar"]}>
        <InputNumber
          size="small"
          min={200}
          max={599}
          value={value.status}
          disabled={disabled}
          aria-label={`${title} ${t("status")}`}
          changeOnWheel={false}
          onBlur={(event) => {
            const status = Number(event.target.value);
            if (status >= 200 && status <= 599 && status !== value.status) void keep({ ...value, status });
          }}
          style={{ width: 72 }}
        />
        {presets.map((one) => (
          <button key={one.key} type="button" className={css["preset"]} disabled={disabled} title={`${one.answer.status} ${one.text}`} aria-pressed={one.answer.status === value.status && one.text === JSON.stringify(value.body)} onClick={() => void keep(one.answer)}>
            {one.label}
          </button>
        ))}
        {isOptional && (
          <Button size="small" type="text" disabled={disabled} onClick={() => void keep(null)}>
            {t("sameAsDefault")}
          </Button>
        )}
      </div>
      <Input.TextArea id={id} disabled={disabled} autoSize={{ minRows: 1, maxRows: 8 }} spellCheck={false} status={body.ok ? undefined : "error"} value={shown} onChange={(event) => type(event.target.value)} />
      {!body.ok && <span className={css["fault"]} role="alert">{t("notJson", { problem: body.problem })}</span>}
      {typed !== null && (
        <div className={css["bar"]}>
          <Button size="small" type="primary" disabled={!body.ok} onClick={() => body.ok && void keep({ ...value, body: body.value })}>
            {t("ui:save")}
          </Button>
          <Button size="small" onClick={() => type(null)}>
            {t("ui:cancel")}
          </Button>
        </div>
      )}
    </div>
  );
}

type Read = { ok: true; value: unknown } | { ok: false; problem: string };

function readJson(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
