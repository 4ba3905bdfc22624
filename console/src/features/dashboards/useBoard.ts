/** All that a board's tiles need: the period, what they show, and how they are changed. */
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useTell } from "@/ui/undo";
import type { Sources } from "@/widgets/values/field";
import { byArrow, free, put, settled } from "./layout";
import { newId, type Column, type Place, type Table, type Tile } from "./model";
import { readPeriod, writePeriod, type Period } from "./period";
import { useColumns, useData, useSources } from "./reads";
import type { Draft } from "./useDraft";

export interface BoardState {
  tiles: Tile[];
  isEditing: boolean;
  period: Period;
  setPeriod: (period: Period) => void;
  data: ReturnType<typeof useData>;
  sources: Sources;
  columnsOf: (table: string) => { table: Table | undefined; columns: readonly Column[] };
  place: (id: string, place: Place) => void;
  press: (id: string, key: string, resize: boolean) => boolean;
  save: (tile: Tile) => void;
  copy: (tile: Tile) => void;
  remove: (tile: Tile) => void;
}

export function useBoard(draft: Draft, isEditing: boolean): BoardState {
  const { t } = useTranslation("dashboards");
  const tell = useTell();
  const [params, setParams] = useSearchParams();
  const { dashboard, change } = draft;
  const { tiles } = dashboard;
  const saved = dashboard.period;
  const now = useRef(tiles);
  useEffect(() => {
    now.current = tiles;
  });
  const period = useMemo(() => (isEditing ? saved : readPeriod(params, saved)), [params, saved, isEditing]);
  const data = useData(dashboard, period);
  const columnsOf = useColumns();
  const sources = useSources(data.data, tiles, columnsOf);
  const setPeriod = useCallback(
    (next: Period) => (isEditing ? change({ period: next }) : setParams((now) => writePeriod(now, next), { replace: true })),
    [isEditing, change, setParams],
  );
  const write = (next: Tile[]) => change({ tiles: next });
  const place = (id: string, wanted: Place) => write(put(tiles, id, wanted));
  const add = (tile: Tile) => write(settled([...tiles, { ...tile, place: free(tiles, tile.place) }]));
  return {
    tiles, isEditing, period, setPeriod, data, sources, columnsOf, place,
    press: (id, key, resize) => {
      const wanted = byArrow(tiles, id, key, resize);
      if (wanted) place(id, wanted);
      return wanted !== undefined;
    },
    save: (tile) => (tiles.some((one) => one.id === tile.id) ? write(settled(tiles.map((one) => (one.id === tile.id ? { ...tile, place: one.kind === tile.kind ? one.place : { ...one.place, w: Math.max(one.place.w, 2) } } : one)))) : add(tile)),
    copy: (tile) => add({ ...tile, id: newId() }),
    remove: (tile) => {
      write(settled(tiles.filter((one) => one.id !== tile.id)));
      tell.done(t("tileDeleted"), () => write(put([...now.current, tile], tile.id, tile.place)));
    },
  };
}
