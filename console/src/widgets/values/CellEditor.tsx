/** The editor that opens over a cell: bare, keyboard first; Enter, Tab and Esc mean what they mean in a sheet. */
import { Button, Calendar, Rate } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { Avatar, Chip } from "@/widgets/small";
import { linkedTable, optionsOf, starsOf, type Named, type Sources, type ValueField } from "./field";
import { PickList, type Pick } from "./PickList";
import { readText, typedText } from "./text";
import css from "./values.module.css";

const RegionPanel = lazy(() => import("./RegionPanel"));

export type Move = "down" | "right" | "left" | "stay";

export interface CellEditorProps {
  field: ValueField;
  value: unknown;
  /** What was typed on the cell: it takes the value's place. */
  initial?: string;
  sources: Sources;
  onChange: (value: unknown) => void;
  onDone: (value: unknown, move: Move) => void;
}

export function CellEditor(props: CellEditorProps): ReactNode {
  switch (props.field.widget) {
    case "choice":
    case "choices":
      return <Choices {...props} />;
    case "person":
      return <People {...props} />;
    case "link":
      return <Links {...props} />;
    case "rating":
      return <Stars {...props} />;
    case "date":
    case "datetime":
      return <When {...props} />;
    case "region":
      return !props.sources.listRegions ? <Line {...props} /> : <Region {...props} />;
    case "area":
    case "json":
      return <Line {...props} tall />;
    default:
      return <Line {...props} />;
  }
}

function useTyped({ field, value, initial, sources, onChange }: CellEditorProps) {
  const [text, type] = useState(initial ?? typedText(field, value));
  const first = useRef(true);
  useEffect(() => {
    if (first.current && initial === undefined) {
      first.current = false;
      return;
    }
    first.current = false;
    onChange(readText(field, text, sources));
    // The grid hands over new functions with every drawing; only the text matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text]);
  return [text, type] as const;
}

function Line({ tall, ...props }: CellEditorProps & { tall?: boolean }) {
  const { field, sources, onDone, initial } = props;
  const [text, type] = useTyped(props);
  const numeric = field.widget === "number" || field.widget === "money";
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key === "Enter" && event.shiftKey)) return;
    if (event.key !== "Enter" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    onDone(readText(field, text, sources), event.key === "Enter" ? "down" : event.shiftKey ? "left" : "right");
  };
  const place = useCallback(
    (box: HTMLInputElement | HTMLTextAreaElement | null) => {
      if (!box || document.activeElement === box) return;
      box.focus();
      if (initial === undefined) box.select();
      else box.setSelectionRange(box.value.length, box.value.length);
    },
    [initial],
  );
  const shared = { ref: place, "aria-label": field.label, "data-mono": ["json", "phone"].includes(field.widget) || undefined, value: text, onKeyDown: press };
  if (tall) return <textarea {...shared} className={`${css["line"]} ${css["area"]}`} onChange={(event) => type(event.target.value)} />;
  return <input {...shared} className={css["line"]} inputMode={numeric ? "decimal" : field.widget === "phone" ? "tel" : undefined} style={numeric ? { textAlign: "right" } : undefined} onChange={(event) => type(event.target.value)} />;
}

function When(props: CellEditorProps) {
  const { field, sources, onDone } = props;
  const [text, type] = useTyped(props);
  const kind = field.widget as "date" | "datetime";
  const read = readText(field, text, sources);
  const day = dayjs(typeof read === "string" ? read : undefined);
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Tab")) return;
    event.preventDefault();
    event.stopPropagation();
    onDone(read, event.key === "Enter" ? "down" : event.shiftKey ? "left" : "right");
  };
  const pick = (date: dayjs.Dayjs, source: string) => {
    if (source !== "date") return;
    const chosen = date.format("YYYY-MM-DD");
    if (kind === "date") onDone(chosen, "stay");
    else type(`${chosen} ${day.isValid() && text ? day.format("HH:mm:ss") : "09:00:00"}`);
  };
  return (
    <div className={css["when"]}>
      <input className={css["line"]} autoFocus aria-label={field.label} value={text} placeholder={kind === "date" ? "YYYY-MM-DD" : "YYYY-MM-DD HH:mm:ss"} onChange={(event) => type(event.target.value)} onKeyDown={press} />
      <Calendar fullscreen={false} value={day.isValid() ? day : dayjs()} onSelect={(date, { source }) => pick(date, source)} headerRender={({ value: month, onChange: turn }) => <Month month={month} onTurn={turn} />} />
    </div>
  );
}

/** A place as text, and the provinces, cities and counties to pick it from. */
function Region(props: CellEditorProps) {
  const { field, value, sources, onDone } = props;
  const [text, type] = useTyped(props);
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || (event.key !== "Enter" && event.key !== "Tab")) return;
    event.preventDefault();
    event.stopPropagation();
    onDone(readText(field, text, sources), event.key === "Enter" ? "down" : event.shiftKey ? "left" : "right");
  };
  return (
    <div className={css["region"]}>
      <input className={css["line"]} autoFocus aria-label={field.label} value={text} onChange={(event) => type(event.target.value)} onKeyDown={press} />
      <Suspense>
        <RegionPanel value={value} sources={sources} onPick={(place, isWhole) => (isWhole ? onDone(place, "stay") : type(place))} />
      </Suspense>
    </div>
  );
}

function Month({ month, onTurn }: { month: dayjs.Dayjs; onTurn: (month: dayjs.Dayjs) => void }) {
  const { t } = useTranslation("records");
  return (
    <div className={css["month"]}>
      <Button size="small" type="text" aria-label={t("monthBefore")} icon={<Icon name="chevron-left" />} onClick={() => onTurn(month.subtract(1, "month"))} />
      <span>{month.format("YYYY-MM")}</span>
      <Button size="small" type="text" aria-label={t("monthAfter")} icon={<Icon name="chevron-right" />} onClick={() => onTurn(month.add(1, "month"))} />
    </div>
  );
}

function Stars({ field, value, initial, onChange, onDone }: CellEditorProps) {
  const typed = initial === undefined ? Number(value ?? 0) : Number(initial);
  const [stars, rate] = useState(Number.isFinite(typed) ? Math.min(typed, starsOf(field)) : 0);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  const set = (count: number) => {
    rate(count);
    onChange(count || null);
  };
  const press = (event: KeyboardEvent) => {
    const digit = Number(event.key);
    if (event.key === "ArrowRight") set(Math.min(stars + 1, starsOf(field)));
    else if (event.key === "ArrowLeft") set(Math.max(stars - 1, 0));
    else if (event.key !== " " && Number.isInteger(digit) && digit <= starsOf(field)) set(digit);
    else if (event.key === "Enter") onDone(stars || null, "down");
    else if (event.key === "Tab") onDone(stars || null, event.shiftKey ? "left" : "right");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={box} tabIndex={-1} className={css["stars"]} onKeyDown={press} role="slider" aria-label={field.label} aria-valuemin={0} aria-valuemax={starsOf(field)} aria-valuenow={stars}>
      <Rate count={starsOf(field)} value={stars} onChange={(count) => onDone(count || null, "stay")} />
    </div>
  );
}

function Choices({ field, value, initial, onChange, onDone }: CellEditorProps) {
  const several = field.widget === "choices";
  const chosen = (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]).map(String);
  const picks = useMemo(() => optionsOf(field).map((one): Pick => ({ key: one.handle, label: one.label, shown: <Chip hue={one.hue}>{one.label}</Chip> })), [field]);
  const given = (keys: string[]) => (several ? keys : (keys[0] ?? null));
  return <PickList label={field.label} picks={picks} chosen={chosen} several={several} initial={initial} onChange={(keys) => onChange(given(keys))} onDone={(keys, move) => onDone(given(keys), move)} />;
}

function People({ field, value, initial, sources, onChange, onDone }: CellEditorProps) {
  const picks = useMemo(() => sources.people.map((one): Pick => ({ key: one.id, label: one.name, shown: <Face name={one.name} /> })), [sources.people]);
  return <PickList label={field.label} picks={picks} chosen={value ? [String(value)] : []} initial={initial} onChange={(keys) => onChange(keys[0] ?? null)} onDone={(keys, move) => onDone(keys[0] ?? null, move)} />;
}

function Links({ field, value, initial, sources, onChange, onDone }: CellEditorProps) {
  const { t } = useTranslation("records");
  const [found, find] = useState<readonly Named[]>([]);
  const search = useCallback((words: string) => void sources.findRecords(linkedTable(field), words).then(find, () => find([])), [field, sources]);
  const picks = found.map((one): Pick => ({ key: one.id, label: one.name || t("untitled") }));
  return <PickList label={field.label} picks={picks} chosen={value ? [String(value)] : []} initial={initial} onSearch={search} onChange={(keys) => onChange(keys[0] ?? null)} onDone={(keys, move) => onDone(keys[0] ?? null, move)} />;
}

/** A person's picture and name. */
export function Face({ name }: { name: string }) {
  return (
    <span className={css["shown"]}>
      <Avatar name={name} size={18} />
      {name}
    </span>
  );
}
