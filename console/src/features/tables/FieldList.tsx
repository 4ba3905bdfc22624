/** The fields in their order: found by name, dragged or moved by key, each with the mark of what is not saved. */
import { DndContext, PointerSensor, closestCenter, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Input } from "antd";
import { useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { FieldIcon } from "@/widgets/fieldIcon";
import { Icon } from "@/widgets/icon";
import { Key } from "@/widgets/small";
import { Tag, type Tone } from "@/widgets/state";
import { AddField } from "./AddField";
import css from "./designer.module.css";
import type { Design } from "./design";
import { FieldTrash } from "./FieldTrash";
import type { Draft, Mark } from "./plan";
import type { FieldType, Table } from "./reads";

const TONES: Record<Mark, Tone> = { add: "ok", change: "warn", remove: "bad", move: "warn" };

interface Props {
  table: Table;
  types: readonly FieldType[];
  design: Design;
}

export function FieldList({ table, types, design }: Props) {
  const { t } = useTranslation("designer");
  const [query, setQuery] = useState("");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const { drafts } = design.plan;
  const words = query.trim().toLowerCase();
  const shown = drafts.filter((draft) => `${draft.label} ${draft.name} ${draft.key}`.toLowerCase().includes(words));
  const drop = ({ active, over }: DragEndEvent) => {
    if (over && active.id !== over.id) design.move(String(active.id), drafts.findIndex((draft) => draft.key === over.id));
  };
  return (
    <Panel flush className={css["fields"]}>
      <div className={css["bar"]}>
        <Input allowClear className={css["search"]} prefix={<Icon name="search" size={14} />} placeholder={t("search")} aria-label={t("search")} value={query} onChange={(event) => setQuery(event.target.value)} />
        <span className={css["hint"]}>
          {t("sortHint")} <Key>Alt ↑</Key> <Key>Alt ↓</Key>
        </span>
        <AddField types={types} onAdd={design.add} />
      </div>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={shown.map((draft) => draft.key)} strategy={verticalListSortingStrategy}>
          <ul className={css["list"]}>
            {shown.map((draft) => (
              <Row key={draft.key} draft={draft} type={types.find((type) => type.name === draft.type)} design={design} index={drafts.indexOf(draft)} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      {!shown.length && words && <p className={css["none"]}>{t("noMatch", { query })}</p>}
      <FieldTrash table={table} />
    </Panel>
  );
}

function Row({ draft, type, design, index }: { draft: Draft; type: FieldType | undefined; design: Design; index: number }) {
  const { t, i18n } = useTranslation("designer");
  const { setNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({ id: draft.key });
  const mark = design.mark(draft);
  const press = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    design.move(draft.key, index + (event.key === "ArrowUp" ? -1 : 1));
  };
  const rules = [draft.required && t("required"), draft.unique && t("unique"), type?.personal && t("masked")].filter(Boolean);
  return (
    <li
      ref={setNodeRef}
      className={css["row"]}
      data-chosen={design.chosen === draft.key || undefined}
      data-mark={mark ?? undefined}
      style={{ transform: transform ? `translateY(${transform.y}px)` : undefined, transition, zIndex: isDragging ? 1 : undefined }}
    >
      <span className={css["grip"]} {...listeners} aria-hidden>
        <Icon name="grip" size={14} />
      </span>
      <button type="button" className={css["pick"]} onClick={() => design.choose(draft.key)} onKeyDown={press} aria-describedby={attributes["aria-describedby"]} aria-pressed={design.chosen === draft.key}>
        <FieldIcon name={type?.icon} />
        <strong className={css["label"]}>{draft.label || "—"}</strong>
        <code className={css["api"]}>{draft.name}</code>
        <span className={css["type"]}>{type?.label[i18n.language]}</span>
        <span className={css["rules"]}>{rules.join(" · ")}</span>
      </button>
      {mark && <Tag tone={TONES[mark]}>{t(`mark_${mark}`)}</Tag>}
    </li>
  );
}
