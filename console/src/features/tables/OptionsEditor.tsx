/** The options of a choice: label, handle, hue, order; a column copied from elsewhere makes many at once. */
import { Button, Input, Popover } from "antd";
import type { ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { hues, type Hue } from "@/theme";
import { Icon } from "@/widgets/icon";
import css from "./designer.module.css";
import { HuePicker } from "./HuePicker";

export interface Option {
  handle: string;
  label: string;
  hue?: string | null;
}

export function OptionsEditor({ options, onChange }: { options: readonly Option[]; onChange: (options: Option[]) => void }) {
  const { t } = useTranslation("designer");
  const set = (index: number, change: Partial<Option>) => onChange(options.map((option, at) => (at === index ? { ...option, ...change } : option)));
  const paste = (event: ClipboardEvent, index: number) => {
    const lines = event.clipboardData.getData("text").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
    if (lines.length < 2) return;
    event.preventDefault();
    onChange(withLabels(options.filter((_, at) => at !== index || options[index]?.label), lines));
  };
  return (
    <div className={css["options"]}>
      {options.map((option, index) => (
        <div key={index} className={css["option"]}>
          <Popover trigger="click" content={<HuePicker label={t("optionHue", { name: option.label })} value={option.hue ?? "grey"} onChange={(hue) => set(index, { hue })} />}>
            <button type="button" className={css["swatch"]} aria-label={t("optionHue", { name: option.label })} style={{ background: `var(--hue-${option.hue ?? "grey"}-fill)` }} />
          </Popover>
          <Input size="small" aria-label={t("optionLabel")} placeholder={t("optionLabel")} value={option.label} onPaste={(event) => paste(event, index)} onChange={(event) => set(index, relabelled(option, event.target.value))} />
          <Input size="small" className={`${css["handle"]} mono`} aria-label={t("optionHandle")} placeholder={t("optionHandle")} value={option.handle} onChange={(event) => set(index, { handle: event.target.value })} />
          <Button type="text" size="small" aria-label={t("removeOption", { name: option.label })} icon={<Icon name="close" size={12} />} onClick={() => onChange(options.filter((_, at) => at !== index))} />
        </div>
      ))}
      <div className={css["optionFoot"]}>
        <Button type="link" size="small" icon={<Icon name="plus" size={14} />} onClick={() => onChange([...options, { handle: "", label: "", hue: nextHue(options) }])}>
          {t("addOption")}
        </Button>
        <span className="quiet">{t("pasteHint")}</span>
      </div>
    </div>
  );
}

/** A handle that was never given follows the label; one that was given stays. */
export function relabelled(option: Option, label: string): Partial<Option> {
  return option.handle === "" || option.handle === option.label ? { label, handle: label } : { label };
}

/** Append an option for each label that is not there yet. */
export function withLabels(options: readonly Option[], labels: readonly string[]): Option[] {
  const all = [...options];
  for (const label of labels) {
    if (!all.some((option) => option.label === label || option.handle === label)) all.push({ handle: label, label, hue: nextHue(all) });
  }
  return all;
}

function nextHue(options: readonly Option[]): Hue {
  return hues[options.length % hues.length] ?? "grey";
}
