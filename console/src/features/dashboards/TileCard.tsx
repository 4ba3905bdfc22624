/** One tile: its name, what can be done with it, and what it shows, or why it can't. */
import { Button, Dropdown, Tooltip } from "antd";
import { useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Waiting } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import css from "./board.module.css";
import { FiguresDialog } from "./FiguresDialog";
import type { Tile } from "./model";
import { behind, gridPath } from "./series";
import { TileBody } from "./TileBody";
import { TroubleNote } from "./TroubleNote";
import type { BoardState } from "./useBoard";
import { useTileName } from "./useTileName";

interface Props {
  tile: Tile;
  board: BoardState;
  onEdit: () => void;
  onMove: (event: PointerEvent<HTMLElement>) => void;
  onResize: (event: PointerEvent<HTMLElement>) => void;
  /** Tells whether the key did something. */
  onPress: (key: string, resize: boolean) => boolean;
}

export function TileCard({ tile, board, onEdit, onMove, onResize, onPress }: Props) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const [isOpen, open] = useState(false);
  const { table, columns } = board.columnsOf(tile.table);
  const name = useTileName(tile, table, columns);
  const answer = board.data.data;
  const told = answer?.tiles.find((one) => one.tile === tile.id);
  const { isEditing } = board;
  const press = (event: KeyboardEvent) => {
    if (!isEditing || event.target !== event.currentTarget) return;
    if (event.key === "Enter") onEdit();
    else if (event.key === "Delete" || event.key === "Backspace") board.remove(tile);
    else if (!onPress(event.key, event.shiftKey)) return;
    event.preventDefault();
  };
  const hasFigures = Boolean(told?.aggregate && tile.kind !== "number");
  const items = [
    ...(hasFigures ? [{ key: "figures", label: t("showFigures"), onClick: () => open(true) }] : []),
    ...(table && answer ? [{ key: "grid", label: <Link to={at(gridPath(table.name, behind(tile, answer.span, columns)))}>{t("openTable", { name: table.label })}</Link> }] : []),
    ...(isEditing ? [{ type: "divider" as const }, { key: "edit", label: t("editTile"), onClick: onEdit }, { key: "copy", label: t("copyTile"), onClick: () => board.copy(tile) }, { key: "delete", danger: true, label: t("deleteTile"), onClick: () => board.remove(tile) }] : []),
  ];
  const partial = told?.aggregate?.partial;
  return (
    <section className={css["tile"]} aria-label={name} tabIndex={isEditing ? 0 : undefined} aria-describedby={isEditing ? "tile-keys" : undefined} onKeyDown={press} onDoubleClick={isEditing ? onEdit : undefined}>
      <header className={css["head"]} onPointerDown={isEditing ? onMove : undefined}>
        {isEditing && (
          <span className={css["grip"]} aria-hidden>
            <Icon name="grip" size={14} />
          </span>
        )}
        <h2 title={name}>{name}</h2>
        {typeof partial === "number" && (
          <Tooltip title={t("partialText", { count: partial })}>
            <span className={css["partial"]} tabIndex={0}>
              <Icon name="warning" size={12} /> {t("partial")}
            </span>
          </Tooltip>
        )}
        {items.length > 0 && (
          <span onPointerDown={(event) => event.stopPropagation()}>
            <Dropdown trigger={["click"]} menu={{ items }}>
              <Button type="text" size="small" className={css["more"] ?? ""} icon={<Icon name="more" size={14} />} aria-label={t("moreOf", { name })} />
            </Dropdown>
          </span>
        )}
      </header>
      <div className={css["body"]} data-flush={told?.rows ? true : undefined}>
        {told?.trouble ? (
          <TroubleNote trouble={told.trouble} onEdit={isEditing ? onEdit : undefined} />
        ) : told && answer && table ? (
          <TileBody tile={tile} table={table} columns={columns} data={told} span={answer.span} sources={board.sources} />
        ) : board.data.error ? (
          <TroubleNote trouble={{ code: "", detail: board.data.error.message }} />
        ) : (
          <Waiting rows={tile.kind === "number" ? 1 : 3} />
        )}
      </div>
      {isEditing && <span className={css["corner"]} onPointerDown={onResize} aria-hidden title={t("resize")} />}
      {isOpen && told?.aggregate && answer && table && <FiguresDialog name={name} tile={tile} table={table} columns={columns} answer={told.aggregate} span={answer.span} sources={board.sources} onClose={() => open(false)} />}
    </section>
  );
}
