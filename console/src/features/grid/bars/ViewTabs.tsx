/** The views of a table as tabs, dragged into another order where one may. */
import { closestCenter, DndContext, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { horizontalListSortingStrategy, SortableContext, useSortable } from "@dnd-kit/sortable";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Icon, type IconName } from "@/widgets/icon";
import css from "../grid.module.css";
import type { Table, View, ViewKind } from "../model/types";
import { useViewLabel } from "./useViewActs";

export const KIND_ICONS: Readonly<Record<ViewKind, IconName>> = { grid: "table", kanban: "kanban", calendar: "calendar", form: "form" };

interface Props {
  table: Table;
  view: View;
  views: readonly View[];
  mayMove: (view: View) => boolean;
  onOrder: (view: View, other: View | undefined) => void;
}

export function ViewTabs({ table, view, views, mayMove, onOrder }: Props) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }));
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => void list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" }), [view.name]);
  const drop = ({ active, over }: DragEndEvent) => {
    const one = views.find(({ name }) => name === active.id);
    if (one) onOrder(one, views.find(({ name }) => name === over?.id));
  };
  return (
    <div className={css["tabs"]} ref={list}>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={views.map(({ name }) => name)} strategy={horizontalListSortingStrategy}>
          {views.map((one) => (
            <Tab key={one.name} table={table} view={one} isOpen={one.name === view.name} isFixed={!mayMove(one)} />
          ))}
        </SortableContext>
      </DndContext>
    </div>
  );
}

function Tab({ table, view, isOpen, isFixed }: { table: Table; view: View; isOpen: boolean; isFixed: boolean }) {
  const at = useAt();
  const labelOf = useViewLabel();
  const { setNodeRef, listeners, transform, transition, isDragging } = useSortable({ id: view.name, disabled: isFixed });
  return (
    <Link
      ref={setNodeRef}
      {...listeners}
      draggable={false}
      className={css["tab"]}
      aria-current={isOpen ? "page" : undefined}
      data-dragged={isDragging || undefined}
      style={{ transform: transform ? `translateX(${transform.x}px)` : undefined, transition }}
      to={at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(view.name)}`)}
    >
      <Icon name={KIND_ICONS[view.kind]} size={14} />
      {labelOf(view)}
      {view.id !== null && view.locked && <Icon name="lock" size={12} />}
      {view.sharing === "personal" && <Icon name="person" size={12} />}
    </Link>
  );
}
