/** A record as a card: who it is, whose it is, and what the view shows of it. */
import { useDraggable } from "@dnd-kit/core";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { Avatar } from "@/widgets/small";
import { shortMoment } from "@/widgets/time";
import { isBlank, optionOf, type Sources } from "@/widgets/values/field";
import { isMoment, shownText } from "@/widgets/values/text";
import { ValueView } from "@/widgets/values/ValueView";
import type { Column, Rec } from "../model/types";
import { fieldIcon } from "../sheet/icons";
import css from "./board.module.css";
import type { Lane } from "./layout";
import type { BoardStore } from "./store";

/** What all cards of a board share. */
export interface CardWish {
  title: Column | undefined;
  shown: readonly Column[];
  colourBy: Column | undefined;
  sources: Sources;
  store: BoardStore;
  lanes: readonly Lane[];
  mayWrite: boolean;
  onOpen: (record: string) => void;
  onMove: (record: string, lane: Lane) => void;
}

interface Props {
  record: Rec;
  wish: CardWish;
  isCurrent?: boolean;
  isOpened?: boolean;
  /** It is being dragged: this is where it came from. */
  isLifted?: boolean;
  /** It is what is dragged. */
  isInAir?: boolean;
  onFocus?: () => void;
}

/** Values that say what they are by their look; others show their field's icon. */
const PLAIN = ["choice", "choices", "person", "phone", "switch", "rating"];

export function Card({ record, wish, isCurrent, isOpened, isLifted, isInAir, onFocus }: Props) {
  const { t } = useTranslation("grid");
  const { t: words } = useTranslation("records");
  const { t: ui } = useTranslation("ui");
  const { title, shown, sources, store, mayWrite, onOpen } = wish;
  const { setNodeRef, listeners } = useDraggable({ id: record._id, disabled: !mayWrite || isInAir });
  const filled = shown.filter((one) => !isBlank(record[one.id]));
  const owner = filled.find((one) => one.widget === "person");
  const phone = filled.find((one) => one.widget === "phone");
  const rest = filled.filter((one) => one !== owner && one !== phone);
  const text = (column: Column) => shownText(column, record[column.id], sources, { yes: ui("yes"), no: ui("no") });
  const name = (title && text(title)) || words("untitled");
  const hue = wish.colourBy && !isBlank(record[wish.colourBy.id]) ? optionOf(wish.colourBy, record[wish.colourBy.id]).hue : undefined;
  const pending = [...store.overlay.pendings(record._id)][0];
  const state = pending?.state === "unsent" ? t(`unsent_${pending.cause ?? "network"}`) : pending?.reason;
  return (
    <div
      ref={setNodeRef}
      {...listeners}
      className={css["card"]}
      role="group"
      tabIndex={isCurrent ? 0 : -1}
      aria-label={name}
      data-card={record._id}
      data-opened={isOpened || undefined}
      data-lifted={isLifted || undefined}
      data-air={isInAir || undefined}
      data-fresh={store.overlay.isFresh(record._id) || undefined}
      data-pending={pending?.state}
      title={state}
      style={hue && { borderLeft: `3px solid var(--hue-${hue}-fill)` }}
      onFocus={onFocus}
      onClick={(event) => (event.target as Element).closest("a, [data-menu]") ?? onOpen(record._id)}
    >
      <div className={css["first"]}>
        <strong>{name}</strong>
        {phone && <span className="mono">{text(phone)}</span>}
        {store.overlay.gone.has(record._id) && <em>{t("gone")}</em>}
        {store.overlay.isFresh(record._id) && <em className={css["fresh"]}>{t("fresh")}</em>}
        <span className={css["corner"]}>
          {owner && (
            <span title={text(owner)}>
              <Avatar name={text(owner)} size={22} />
              <span className="reader-only">{text(owner)}</span>
            </span>
          )}
          {mayWrite && !isInAir && <MoveMenu record={record} wish={wish} />}
        </span>
      </div>
      {shown.length > 0 && (
        <div className={css["rest"]}>
          {rest.map((one) => (
            <span key={one.id} className={css["value"]} title={`${one.label}: ${text(one)}`}>
              {!PLAIN.includes(one.widget) && <Icon name={fieldIcon(one.icon)} size={12} />}
              {one.shape === "timestamp" && isMoment(record[one.id]) ? shortMoment(String(record[one.id])) : <ValueView field={one} value={record[one.id]} sources={sources} />}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

/** Moves a card without dragging it: by keyboard, or where there is no room to drag. */
function MoveMenu({ record, wish }: { record: Rec; wish: CardWish }) {
  const { t } = useTranslation("grid");
  const items = [{ key: "moves", type: "group" as const, label: t("moveTo"), children: wish.lanes.map(({ key, label }) => ({ key, label })) }];
  const move = (key: string) => {
    const lane = wish.lanes.find((one) => one.key === key);
    if (lane) wish.onMove(record._id, lane);
  };
  return (
    <span data-menu className={css["menu"]} onMouseDown={(event) => event.stopPropagation()} onTouchStart={(event) => event.stopPropagation()}>
      <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key, domEvent }) => (domEvent.stopPropagation(), move(key)), style: { maxHeight: 360, overflow: "auto" } }}>
        <Button type="text" size="small" tabIndex={-1} aria-label={t("moveTo")} data-move icon={<Icon name="more" size={14} />} />
      </Dropdown>
    </span>
  );
}
