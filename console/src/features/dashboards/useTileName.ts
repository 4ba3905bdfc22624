/** What a tile is called: as its maker named it, else by what it shows. */
import { useTranslation } from "react-i18next";
import type { Column, Table, Tile } from "./model";

export function useTileName(tile: Tile, table: Table | undefined, columns: readonly Column[]): string {
  const { t } = useTranslation("dashboards");
  if (tile.title) return tile.title;
  if (tile.kind === "table") return table?.label ?? "";
  const label = (id: string | null | undefined) => columns.find((one) => one.id === id)?.label ?? "";
  const what = tile.measure.op === "count" ? t("countOf", { table: table?.label ?? "" }) : t(`measureOf_${tile.measure.op}`, { field: label(tile.measure.field) });
  return tile.kind === "number" || !tile.group ? what : t("measureBy", { what, field: label(tile.group.field) });
}
