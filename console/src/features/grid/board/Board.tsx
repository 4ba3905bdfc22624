/** The columns of a kanban, and the card that is in the air between them. */
import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type DragEndEvent, type DragStartEvent } from "@dnd-kit/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { cardColumns } from "../model/kinds";
import type { Column, Rec } from "../model/types";
import type { Writer } from "../store/writes";
import type { ViewParts } from "../useView";
import css from "./board.module.css";
import { Card, type CardWish } from "./Card";
import { keyOf, lanesOf, slotsOf, type Lane } from "./layout";
import { Stack } from "./Stack";
import type { BoardStore } from "./store";
import { useBoardKeys } from "./useBoardKeys";

interface Props {
  parts: ViewParts;
  by: Column;
  store: BoardStore;
  writer: Writer;
  opened: string | undefined;
  onNew: (value: unknown) => void;
}

export function Board({ parts, by, store, writer, opened, onNew }: Props) {
  const { t } = useTranslation("grid");
  const { sources, mayWrite, state, all } = parts;
  const [inAir, lift] = useState<Rec>();
  const box = useRef<HTMLDivElement>(null);
  const sensors = useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }));
  const keyAt = (record: Rec) => keyOf(store.overlay.over(record)[by.id]);
  const lanes = lanesOf(by, store.sections.map((one) => one.value), sources.people, t("noValue"));
  const slots = slotsOf(store.stocks(), [...store.held()], keyAt);
  const move = useMove(by, store, writer, lanes);
  const shown = useMemo(() => cardColumns(all, [by.id]), [all, by.id]);
  const keys = useBoardKeys({ box, lanes, slots, store, mayWrite, move, open: parts.open });
  const colourBy = all.find((one) => one.id === state.settings.colour_by);
  const wish: CardWish = { title: parts.columns.find((one) => !shown.includes(one) && one.id !== by.id), shown, colourBy, sources, store, lanes, mayWrite, onOpen: parts.open, onMove: move };
  const lifted = ({ active }: DragStartEvent) => {
    lift(store.find(String(active.id))?.record);
    store.holdStill(true);
  };
  const dropped = ({ active, over }: Partial<DragEndEvent>) => {
    lift(undefined);
    store.holdStill(false);
    const lane = lanes.find(({ key }) => key === over?.id);
    if (active && lane) move(String(active.id), lane);
  };
  return (
    <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragStart={lifted} onDragEnd={dropped} onDragCancel={() => dropped({})}>
      <div className={css["board"]} ref={box} onKeyDown={keys.press} data-own-keys>
        {lanes.map((lane, index) => (
          <Stack key={lane.key} lane={lane} at={index} slots={slots.get(lane.key)} store={store} wish={wish} current={keys.current} opened={opened} inAir={inAir?._id} isTarget={inAir !== undefined && keyAt(inAir) !== lane.key} onFocus={keys.focus} onNew={mayWrite ? onNew : undefined} />
        ))}
      </div>
      <DragOverlay dropAnimation={null} zIndex={950}>
        {inAir && <Card record={store.overlay.over(inAir)} wish={wish} isInAir />}
      </DragOverlay>
    </DndContext>
  );
}

/** Give a record the value of another column: at once, with a way back. */
function useMove(by: Column, store: BoardStore, writer: Writer, lanes: readonly Lane[]) {
  const { t } = useTranslation("grid");
  const { done, failed } = useTell();
  const latest = useRef(lanes);
  useEffect(() => {
    latest.current = lanes;
  });
  return (id: string, lane: Lane) => {
    const found = store.find(id);
    if (!found || keyOf(store.overlay.over(found.record)[by.id]) === lane.key) return;
    store.hold([found.record]);
    const run = async () => {
      await writer.set([{ record: id, field: by.id, value: lane.value }]);
      const pending = store.overlay.pending(id, by.id);
      // The reason was told; a card has no place of its own to keep a value that is refused.
      if (pending?.state === "refused") return writer.drop(id, by.id);
      store.later();
      if (!pending) done(t("movedTo", { column: lane.label }), () => writer.steps.undo(), true);
    };
    run().catch(failed);
  };
}
