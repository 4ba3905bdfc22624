/** What a selection means in records and fields. */
import type { GridSelection, Item, Rectangle } from "@glideapps/glide-data-grid";
import type { Column, Rec } from "../model/types";
import type { RecordStore } from "../store/records";
import type { Edit } from "../store/writes";

/** The rectangle of a selection: the cells, or whole rows from the first to the last. */
export function rectangleOf(selection: GridSelection, columns: number): Rectangle | undefined {
  if (selection.current) return selection.current.range;
  const [first, last] = [selection.rows.first(), selection.rows.last()];
  if (first === undefined || last === undefined) return undefined;
  return { x: 0, y: first, width: columns, height: last - first + 1 };
}

/** The records of selected rows that are here. */
export function selectedRecords(selection: GridSelection, store: RecordStore): Rec[] {
  return selection.rows.toArray().map((row) => store.at(row)).filter((one) => one !== undefined);
}

/** Give every cell of a selection no value. */
export function clearing(selection: GridSelection, columns: readonly Column[], store: RecordStore): Edit[] {
  const ranges = selection.current ? [selection.current.range, ...selection.current.rangeStack] : [];
  return ranges.flatMap((range) => {
    const edits: Edit[] = [];
    for (let row = range.y; row < range.y + range.height; row += 1) {
      const record = store.at(row);
      if (!record) continue;
      for (const column of columns.slice(range.x, range.x + range.width)) if (!column.computed) edits.push({ record: record._id, field: column.id, value: null });
    }
    return edits;
  });
}

/** Repeat the cells of a source over a destination, as the fill handle and Ctrl+D do. */
export function filling(source: Rectangle, target: Rectangle, columns: readonly Column[], store: RecordStore): Edit[] {
  const edits: Edit[] = [];
  const rows: Rec[] = [];
  for (let row = source.y; row < source.y + source.height; row += 1) {
    const record = store.at(row);
    if (record) rows.push(record);
  }
  if (rows.length === 0) return edits;
  let at = 0;
  for (let row = target.y; row < target.y + target.height; row += 1) {
    const record = store.at(row);
    if (!record) continue;
    const isInside = row >= source.y && row < source.y + source.height;
    const from = isInside ? record : rows[at % rows.length]!;
    if (!isInside) at += 1;
    for (let col = target.x; col < target.x + target.width; col += 1) {
      const isSource = isInside && col >= source.x && col < source.x + source.width;
      const column = columns[col];
      const origin = columns[source.x + ((((col - source.x) % source.width) + source.width) % source.width)];
      if (isSource || !column || !origin || column.computed) continue;
      if (column.widget !== origin.widget) continue;
      edits.push({ record: record._id, field: column.id, value: from[origin.id] ?? null });
    }
  }
  return edits;
}

/** Where Tab goes: right, and round to the next row. */
export function afterTab([col, row]: Item, columns: number, rows: number, isBack: boolean): Item {
  if (isBack) return col > 0 ? [col - 1, row] : row > 0 ? [columns - 1, row - 1] : [col, row];
  return col < columns - 1 ? [col + 1, row] : row < rows - 1 ? [0, row + 1] : [col, row];
}
