/** One number, and how it stands against the period before. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import css from "./tile.module.css";
import type { Aggregate } from "./model";
import { behind, gridPath, growth, measured, numberOf } from "./series";
import type { Shown } from "./TileBody";

export function NumberTile({ tile, table, columns, span, sources, answer }: Shown & { answer: Aggregate }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const [now, before] = [answer.whole, answer.previous];
  const grown = before && now ? growth(numberOf(now.value), numberOf(before.value)) : undefined;
  return (
    <Link to={at(gridPath(table.name, behind(tile, span, columns)))} className={css["number"] ?? ""} draggable={false}>
      <span className={css["value"]}>{measured(tile, columns, now?.value ?? null, sources)}</span>
      {before && (
        <span className={css["compared"]}>
          {grown === undefined ? (
            t("before", { value: measured(tile, columns, before.value, sources) })
          ) : (
            <>
              <b data-tone={grown > 0 ? "ok" : undefined}>{grown === 0 ? "=" : `${grown > 0 ? "↑" : "↓"} ${Math.abs(grown)}%`}</b> {t("than", { value: measured(tile, columns, before.value, sources) })}
            </>
          )}
        </span>
      )}
    </Link>
  );
}
