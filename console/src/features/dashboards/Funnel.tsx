/** The stages of a choice field, each with how many came there and how many of the stage before. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import css from "./tile.module.css";
import type { Aggregate, Column } from "./model";
import { behind, gridPath, measured, stagesOf } from "./series";
import type { Shown } from "./TileBody";

export function Funnel({ tile, table, columns, column, span, sources, answer }: Shown & { column: Column; answer: Aggregate }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const stages = stagesOf(tile, column, answer);
  const most = Math.max(...stages.map((one) => one.shown), 0);
  if (most <= 0) return <p className={css["none"]}>{t("noRecords")}</p>;
  return (
    <ol className={css["funnel"]}>
      {stages.map((one) => (
        <li key={one.key}>
          <Link to={at(gridPath(table.name, behind(tile, span, columns, one.filter)))} draggable={false}>
            <span className={css["partName"]}>{one.name}</span>
            <span className={css["stage"]}>
              <i style={{ width: `${Math.max(0.5, (100 * one.shown) / most)}%`, background: `var(--hue-${one.hue}-fill)` }} aria-hidden />
            </span>
            <b>{measured(tile, columns, one.shown, sources)}</b>
            <span className="quiet">{one.kept === undefined ? "" : t("keptOf", { percent: one.kept })}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
