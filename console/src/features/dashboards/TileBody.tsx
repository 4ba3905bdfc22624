/** What a tile shows, by its kind. The charts' code comes when the first chart is needed. */
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import type { Sources } from "@/widgets/values/field";
import css from "./tile.module.css";
import { Funnel } from "./Funnel";
import { isTimed, type Column, type Data, type Table, type Tile, type TileData } from "./model";
import { NumberTile } from "./NumberTile";
import { PieLegend } from "./PieLegend";
import { Rows } from "./Rows";
import { behind, gridPath, measured, partsOf, type Part } from "./series";
import { useStepName } from "./useStepName";

const Chart = lazy(() => import("./Chart"));

export interface Shown {
  tile: Tile;
  table: Table;
  columns: readonly Column[];
  data: TileData;
  span: Data["span"];
  sources: Sources;
}

export function TileBody(shown: Shown) {
  const { tile, columns, data } = shown;
  const column = columns.find((one) => one.id === tile.group?.field);
  if (tile.kind === "table") return data.rows ? <Rows {...shown} rows={data.rows} /> : null;
  if (!data.aggregate) return null;
  if (tile.kind === "number") return <NumberTile {...shown} answer={data.aggregate} />;
  if (!column) return null;
  if (tile.kind === "funnel") return <Funnel {...shown} column={column} answer={data.aggregate} />;
  return <Drawn {...shown} column={column} />;
}

/** Give the parts of an answer with their names in the reader's language. */
export function useParts({ tile, data, sources, column }: Pick<Shown, "tile" | "sources"> & { data: Pick<TileData, "aggregate">; column: Column | undefined }): Part[] {
  const { t } = useTranslation("dashboards");
  const { t: ui } = useTranslation("ui");
  const named = useStepName();
  const words = useMemo(() => ({ yes: ui("yes"), no: ui("no"), empty: t("emptyValue"), others: t("others") }), [t, ui]);
  return useMemo(() => (column && data.aggregate ? partsOf(tile, column, data.aggregate, sources, words, named) : []), [tile, column, data.aggregate, sources, words, named]);
}

function Drawn(shown: Shown & { column: Column }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const go = useNavigate();
  const { tile, table, columns, span, sources } = shown;
  const parts = useParts(shown);
  const to = (part: Part) => at(gridPath(table.name, behind(tile, span, columns, part.filter)));
  const written = (value: number | null) => measured(tile, columns, value, sources);
  if (!parts.some((one) => one.count > 0)) return <p className={css["none"]}>{t("noRecords")}</p>;
  const chart = (
    <Suspense>
      <Chart kind={tile.kind as "line" | "bar" | "pie"} lying={tile.look.lying && !isTimed(shown.column)} parts={parts} written={parts.map((one) => written(one.value))} onPick={(index) => void go(to(parts[index] as Part))} />
    </Suspense>
  );
  if (tile.kind !== "pie") return <div className={css["chart"]}>{chart}</div>;
  return (
    <div className={css["pie"]}>
      <div className={css["chart"]}>{chart}</div>
      <PieLegend parts={parts} to={to} written={written} />
    </div>
  );
}
