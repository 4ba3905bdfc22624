/** Tells under the pointer what a marked cell means: why a value is refused, or what came and did not fit. */
import type { Item, Rectangle } from "@glideapps/glide-data-grid";
import css from "../grid.module.css";
import type { Shown } from "./content";

export interface Hovered {
  cell: Item;
  bounds: Rectangle;
}

export function HoverNote({ hovered, shown }: { hovered: Hovered | undefined; shown: Shown }) {
  const text = hovered && noteAt(shown, hovered.cell);
  if (!hovered || !text) return null;
  return (
    <div className={css["note"]} role="tooltip" style={{ left: hovered.bounds.x, top: hovered.bounds.y + hovered.bounds.height + 2 }}>
      {text}
    </div>
  );
}

function noteAt({ store, columns, t }: Shown, [col, row]: Item): string | undefined {
  const [column, record] = [columns[col], store.at(row)];
  if (!column || !record) return undefined;
  const pending = store.overlay.pending(record._id, column.id);
  if (pending?.state === "refused") return `${pending.reason ?? t("refused")} ${t("refusedHow")}`;
  if (pending?.state === "unsent") return t(`unsent_${pending.cause ?? "network"}`);
  const issue = record._issues?.[column.id];
  if (issue && (record[column.id] === null || record[column.id] === undefined)) return t("issue", { value: String(issue.value) });
  return undefined;
}
