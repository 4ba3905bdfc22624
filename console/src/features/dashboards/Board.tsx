/** Tiles in twelve columns. While it is composed they are dragged and resized by pointer, or moved by arrow keys. */
import { useEffect, useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import css from "./board.module.css";
import { COLUMNS, inOrder, put, within } from "./layout";
import type { Place, Tile } from "./model";
import { TileCard } from "./TileCard";
import type { BoardState } from "./useBoard";

const GAP = 14;
const ROW = 56;

interface Drag {
  id: string;
  resize: boolean;
  from: { x: number; y: number };
  start: Place;
  place: Place;
}

export function Board({ board, onEdit }: { board: BoardState; onEdit: (tile: Tile) => void }) {
  const { t } = useTranslation("dashboards");
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag>();
  const [told, tell] = useState("");
  const shown = drag ? put(board.tiles, drag.id, drag.place) : board.tiles;

  const count = useRef(board.tiles.length);
  const newest = board.tiles.at(-1)?.id;
  useEffect(() => {
    // A new tile may stand below what is in sight.
    if (board.tiles.length > count.current) box.current?.querySelector(`[data-tile="${newest}"]`)?.scrollIntoView({ block: "nearest" });
    count.current = board.tiles.length;
  }, [board.tiles.length, newest]);

  const begin = (tile: Tile, resize: boolean) => (event: PointerEvent<HTMLElement>) => {
    if (!board.isEditing || event.button !== 0 || innerWidth < 768) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ id: tile.id, resize, from: { x: event.clientX, y: event.clientY }, start: tile.place, place: tile.place });
  };
  const move = (event: PointerEvent) => {
    if (!drag || !box.current) return;
    const column = (box.current.clientWidth + GAP) / COLUMNS;
    const right = Math.round((event.clientX - drag.from.x) / column);
    const down = Math.round((event.clientY - drag.from.y) / (ROW + GAP));
    const { x, y, w, h } = drag.start;
    const place = within(drag.resize ? { x, y, w: Math.min(w + right, COLUMNS - x), h: h + down } : { x: x + right, y: y + down, w, h });
    if (JSON.stringify(place) !== JSON.stringify(drag.place)) setDrag({ ...drag, place });
  };
  const end = () => {
    if (drag && JSON.stringify(drag.place) !== JSON.stringify(drag.start)) board.place(drag.id, drag.place);
    setDrag(undefined);
  };
  const press = (tile: Tile) => (key: string, resize: boolean) => {
    const done = board.press(tile.id, key, resize);
    if (done) tell(t(resize ? "resized" : "moved"));
    return done;
  };
  return (
    <div className={css["board"]} ref={box} data-editing={board.isEditing || undefined} onPointerMove={move} onPointerUp={end} onPointerCancel={() => setDrag(undefined)}>
      {inOrder(shown).map((tile) => (
        <div key={tile.id} className={css["cell"]} data-tile={tile.id} data-kind={tile.kind} data-dragged={drag?.id === tile.id || undefined} style={spot(tile.place)}>
          <TileCard tile={tile} board={board} onEdit={() => onEdit(tile)} onMove={begin(tile, false)} onResize={begin(tile, true)} onPress={press(tile)} />
        </div>
      ))}
      <span className="reader-only" id="tile-keys">
        {t("tileKeys")}
      </span>
      <span className="reader-only" role="status">
        {told}
      </span>
    </div>
  );
}

function spot({ x, y, w, h }: Place) {
  return { "--x": x + 1, "--y": y + 1, "--w": w, "--h": h } as React.CSSProperties;
}
