/** A value as it is read, outside the grid. Links go only where a browser may safely follow. */
import { Rate } from "antd";
import { useTranslation } from "react-i18next";
import { Chip } from "@/widgets/small";
import { Face } from "./CellEditor";
import { isBlank, optionOf, starsOf, type Sources, type ValueField } from "./field";
import { shownText } from "./text";
import css from "./values.module.css";

export function ValueView({ field, value, sources }: { field: ValueField; value: unknown; sources: Sources }) {
  const { t } = useTranslation("ui");
  if (isBlank(value)) return <span className="quiet">–</span>;
  const text = shownText(field, value, sources, { yes: t("yes"), no: t("no") });
  switch (field.widget) {
    case "choice":
    case "choices":
      return (
        <span className={css["chips"]}>
          {(Array.isArray(value) ? value : [value]).map((one) => (
            <Chip key={String(one)} hue={optionOf(field, one).hue}>
              {optionOf(field, one).label}
            </Chip>
          ))}
        </span>
      );
    case "person":
      return <Face name={text} />;
    case "rating":
      return <Rate disabled count={starsOf(field)} value={Number(value)} />;
    case "url":
      return /^https?:\/\//i.test(text) ? <Away to={text} text={text} /> : <span className={css["shown"]}>{text}</span>;
    case "email":
      return <Away to={`mailto:${encodeURIComponent(text).replace("%40", "@")}`} text={text} />;
    case "phone":
      return <span className="mono">{text}</span>;
    case "json":
      return <code className={css["shown"]}>{text}</code>;
    default:
      return <span className={`${css["shown"]} ${field.widget === "area" ? css["long"] : ""}`}>{text}</span>;
  }
}

function Away({ to, text }: { to: string; text: string }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer" className={css["shown"]}>
      {text}
    </a>
  );
}
