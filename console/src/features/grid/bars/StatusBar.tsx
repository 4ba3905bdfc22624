/** The foot of the sheet: how many records, sums of what is selected, and the keys that are worth knowing. */
import type { GridSelection } from "@glideapps/glide-data-grid";
import { useTranslation } from "react-i18next";
import { Key } from "@/widgets/small";
import { grouped } from "@/widgets/values/text";
import css from "../grid.module.css";
import type { Column } from "../model/types";
import type { RecordStore } from "../store/records";

interface Props {
  store: RecordStore;
  selection: GridSelection;
  columns: readonly Column[];
  isReadOnly: boolean;
}

const MOST_SUMMED = 5_000;

export function StatusBar({ store, selection, columns, isReadOnly }: Props) {
  const { t } = useTranslation("grid");
  const { count, isCounted } = store.total;
  const sums = summed(store, selection, columns);
  const open = [...store.overlay.open()].filter(([, , { state }]) => state !== "saving").length;
  const command = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
  return (
    <footer className={css["status"]}>
      <span>
        <strong>{isCounted ? grouped(count) : "…"}</strong> {t("recordsUnit", { count })}
      </span>
      {sums && sums.cells > 1 && (
        <span>
          {t("cells")} <strong>{grouped(sums.cells)}</strong>
        </span>
      )}
      {sums && sums.numbers > 1 && (
        <span className={css["rare"]}>
          {t("sum")} <strong>{grouped(round(sums.sum))}</strong> · {t("average")} <strong>{grouped(round(sums.sum / sums.numbers))}</strong>
        </span>
      )}
      {open > 0 && <span role="status">{t("notSaved", { count: open, number: open })}</span>}
      {isReadOnly && <span>{t("readOnly")}</span>}
      <span className={css["keys"]}>
        <Key>{t("space")}</Key> {t("keyOpen")} <Key>Enter</Key> {t("keyEdit")} <Key>{command} Z</Key> {t("keyUndo")}
      </span>
    </footer>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function summed(store: RecordStore, selection: GridSelection, columns: readonly Column[]) {
  const range = selection.current?.range;
  if (!range || range.width * range.height > MOST_SUMMED) return undefined;
  const found = { cells: range.width * range.height, numbers: 0, sum: 0 };
  for (const column of columns.slice(range.x, range.x + range.width)) {
    if (column.widget !== "number" && column.widget !== "money") continue;
    for (let row = range.y; row < range.y + range.height; row += 1) {
      const value = store.at(row)?.[column.id];
      const number = value === null || value === undefined || value === "" ? NaN : Number(value);
      if (Number.isFinite(number)) [found.numbers, found.sum] = [found.numbers + 1, found.sum + number];
    }
  }
  return found;
}
