/** One column of a kanban: its head with the count, and of its cards those that are in sight. */
import { useDroppable } from "@dnd-kit/core";
import { Button } from "antd";
import { useCallback, useEffect, useRef, useState, type UIEvent } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { Chip } from "@/widgets/small";
import { grouped } from "@/widgets/values/text";
import { Face } from "@/widgets/values/CellEditor";
import css from "./board.module.css";
import { Card, type CardWish } from "./Card";
import { listPlace, type Lane, type Slots } from "./layout";
import type { BoardStore } from "./store";
import type { Place } from "./useBoardKeys";

interface Props {
  lane: Lane;
  at: number;
  slots: Slots | undefined;
  store: BoardStore;
  wish: CardWish;
  /** The card that has the keyboard. */
  current: Place;
  opened: string | undefined;
  /** The record that is being dragged. */
  inAir: string | undefined;
  isTarget: boolean;
  onFocus: (place: Place) => void;
  onNew: ((value: unknown) => void) | undefined;
}

const GAP = 8;
const AROUND = 4;
const NONE: Slots = { extra: [], skipped: [], length: 0, count: 0 };

/** How tall a card is: its title, and as many lines as its fields may need. */
export function cardHeight(fields: number): number {
  return 44 + (fields === 0 ? -6 : fields <= 2 ? 24 : fields <= 5 ? 48 : 72);
}

export function Stack({ lane, at, slots = NONE, store, wish, current, opened, inAir, isTarget, onFocus, onNew }: Props) {
  const { t } = useTranslation("grid");
  const { setNodeRef, isOver } = useDroppable({ id: lane.key });
  const { scroll, first, last, pitch, onScroll } = useSight(lane.key, slots, store, wish.shown.length);
  const recordAt = (index: number) => {
    const record = slots.extra[index] ?? store.section(lane.key)?.window.get(listPlace(slots, index));
    return record && store.overlay.over(record);
  };
  const places = Array.from({ length: Math.max(0, Math.min(last, slots.length - 1) - first + 1) }, (_, index) => first + index);
  const isNarrow = lane.isRest && slots.count === 0;
  return (
    <section className={css["stack"]} ref={setNodeRef} data-narrow={isNarrow || undefined} data-over={(isOver && isTarget) || undefined} aria-label={`${lane.label}, ${t("tableCount", { count: slots.count, number: grouped(slots.count) })}`}>
      <header className={css["head"]}>
        {lane.hue ? <Chip hue={lane.hue}>{lane.label}</Chip> : lane.isRest ? <span className="quiet">{lane.label}</span> : <Face name={lane.label} />}
        <span className={css["count"]}>{grouped(slots.count)}</span>
        {onNew && !isNarrow && <Button type="text" size="small" className={css["add"]} aria-label={`${t("newRecord")}: ${lane.label}`} icon={<Icon name="plus" size={14} />} onClick={() => onNew(lane.value)} />}
      </header>
      {isOver && isTarget && <div className={css["target"]}>{t("dropHere", { column: lane.label })}</div>}
      <div className={css["cards"]} ref={scroll} onScroll={onScroll}>
        <ol style={{ height: slots.length * pitch }}>
          {places.map((index) => {
            const record = recordAt(index);
            // Each column has one card that Tab comes to.
            const isCurrent = index === (current.lane === at ? current.index : 0);
            return (
              <li key={record?._id ?? index} style={{ top: index * pitch, height: pitch - GAP }} data-place={`${at} ${index}`} aria-setsize={slots.length} aria-posinset={index + 1}>
                {record ? <Card record={record} wish={wish} isCurrent={isCurrent} isOpened={record._id === opened} isLifted={record._id === inAir} onFocus={() => onFocus({ lane: at, index })} /> : <div className={css["ghost"]} aria-hidden />}
              </li>
            );
          })}
        </ol>
        {slots.length === 0 && !isNarrow && <p className={css["none"]}>{t("noCards")}</p>}
      </div>
    </section>
  );
}

/** Which cards are in sight; asks for their records. A column that is scrolled out of sight asks for nothing. */
function useSight(key: string, slots: Slots, store: BoardStore, fields: number) {
  const pitch = cardHeight(fields) + GAP;
  const scroll = useRef<HTMLDivElement>(null);
  const [sight, see] = useState({ top: 0, height: 900 });
  const [isSeen, seen] = useState(false);
  const first = Math.max(0, Math.floor(sight.top / pitch) - AROUND);
  const last = Math.ceil((sight.top + sight.height) / pitch) + AROUND;
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && seen(true), { rootMargin: "0px 400px" });
    const size = new ResizeObserver(() => see((now) => ({ ...now, height: element.clientHeight })));
    observer.observe(element);
    size.observe(element);
    return () => {
      observer.disconnect();
      size.disconnect();
    };
  }, []);
  const from = Math.max(0, listPlace(slots, first));
  const to = Math.max(from, listPlace(slots, last));
  useEffect(() => {
    if (isSeen) store.look(key, from, to);
  }, [from, isSeen, key, store, to]);
  useEffect(() => () => store.leave(key), [key, store]);
  const onScroll = useCallback((event: UIEvent<HTMLDivElement>) => {
    const { scrollTop: top, clientHeight: height } = event.currentTarget;
    see({ top, height });
  }, []);
  return { scroll, first, last, pitch, onScroll };
}
