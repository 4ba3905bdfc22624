/** One thing that the palette found: what it is, which of its letters fit, and what else tells it apart. */
import { useTranslation } from "react-i18next";
import { Keys } from "@/ui/keys";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import css from "./palette.module.css";
import { fitIn } from "./ranking";
import type { Thing } from "./things";

interface Props {
  id: string;
  thing: Thing;
  query: string;
  chosen: boolean;
  onPoint: () => void;
  onOpen: (copies: boolean) => void;
}

export function Row({ id, thing, query, chosen, onPoint, onOpen }: Props) {
  const { t } = useTranslation("palette");
  return (
    <div id={id} role="option" aria-selected={chosen} className={css["row"]} onMouseMove={chosen ? undefined : onPoint} onClick={(event) => onOpen(event.ctrlKey || event.metaKey)}>
      <span className={css["icon"]}>{thing.hue ? <Square hue={thing.hue} /> : <Icon name={thing.icon} />}</span>
      <span className={css["label"]}>
        <Fitting label={thing.label} query={query} />
      </span>
      {thing.note && <span className={css["note"]}>{thing.note}</span>}
      {chosen && (
        <span className={css["act"]}>
          <Keys keys="enter" /> {thing.to ? t("open") : t("do")}
        </span>
      )}
    </div>
  );
}

function Fitting({ label, query }: { label: string; query: string }) {
  const fit = fitIn(label, query);
  if (!fit) return label;
  const [start, length] = fit;
  return (
    <>
      {label.slice(0, start)}
      <mark>{label.slice(start, start + length)}</mark>
      {label.slice(start + length)}
    </>
  );
}
