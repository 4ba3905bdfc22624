/** Chooses one of the eight hues. */
import { useTranslation } from "react-i18next";
import { hues, type Hue } from "@/theme";
import css from "./tables.module.css";

export function HuePicker({ value, onChange, label }: { value?: string | null; onChange?: (hue: Hue) => void; label: string }) {
  const { t } = useTranslation("designer");
  return (
    <div role="radiogroup" aria-label={label} className={css["hues"]}>
      {hues.map((hue) => (
        <button
          key={hue}
          type="button"
          role="radio"
          aria-checked={value === hue}
          aria-label={t(`hue_${hue}`)}
          title={t(`hue_${hue}`)}
          className={css["hue"]}
          style={{ background: `var(--hue-${hue}-fill)` }}
          onClick={() => onChange?.(hue)}
        />
      ))}
    </div>
  );
}
