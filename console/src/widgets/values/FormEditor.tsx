/** The editor of a value in a form: always open, saved when it is left or a choice was made. */
import { DatePicker, Input, Rate, Select, Switch, TimePicker } from "antd";
import dayjs from "dayjs";
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Chip } from "@/widgets/small";
import { Face } from "./CellEditor";
import { isBlank, linkedTable, optionsOf, starsOf, type Named, type Sources, type ValueField } from "./field";
import { readText, typedText } from "./text";

const RegionSelect = lazy(() => import("./RegionSelect"));

const SEARCH_AFTER_MS = 200;

export interface FormEditorProps {
  field: ValueField;
  value: unknown;
  sources: Sources;
  /** The value as the server takes it; called once it is meant, not with every key. */
  onCommit: (value: unknown) => void;
  id?: string;
  refused?: boolean;
  /** Opened by a click on the value: takes the focus, and lists open at once. */
  autoFocus?: boolean;
}

export function FormEditor(props: FormEditorProps): ReactNode {
  const { field, value, sources, onCommit, id, refused, autoFocus } = props;
  const status = refused ? ("error" as const) : undefined;
  const base = { id, status, autoFocus, defaultOpen: autoFocus, style: { width: "100%" }, "aria-label": field.label };
  switch (field.widget) {
    case "choice":
      return <Select {...base} allowClear showSearch={{ optionFilterProp: "label" }} value={isBlank(value) ? undefined : value} options={pickable(field, value)} optionRender={drawn(field)} labelRender={drawn(field)} onChange={(handle) => onCommit(handle ?? null)} />;
    case "choices":
      return <Select {...base} allowClear mode="multiple" showSearch={{ optionFilterProp: "label" }} value={(isBlank(value) ? [] : value) as string[]} options={pickable(field, value)} optionRender={drawn(field)} onChange={(handles: string[]) => onCommit(handles.length ? handles : null)} />;
    case "person":
      return <Select {...base} allowClear showSearch={{ optionFilterProp: "label" }} value={isBlank(value) ? undefined : value} options={sources.people.map((one) => ({ value: one.id, label: one.name }))} optionRender={({ label }) => <Face name={String(label)} />} onChange={(person) => onCommit(person ?? null)} />;
    case "people":
      return <Select {...base} mode="multiple" showSearch={{ optionFilterProp: "label" }} value={(isBlank(value) ? [] : value) as string[]} options={sources.people.map((one) => ({ value: one.id, label: one.name }))} onChange={(people: string[]) => onCommit(people)} />;
    case "list":
      return <Select {...base} mode="tags" open={false} suffixIcon={null} value={((isBlank(value) ? [] : value) as unknown[]).map(String)} tokenSeparators={[",", "，", "、"]} onChange={(texts: string[]) => onCommit(texts)} />;
    case "link":
      return <LinkSelect {...props} />;
    case "switch":
      return <Switch id={id} checked={value === true} autoFocus={autoFocus} aria-label={field.label} onChange={(on) => onCommit(on)} />;
    case "rating":
      return <Rate count={starsOf(field)} value={Number(value ?? 0)} onChange={(stars) => onCommit(stars || null)} />;
    case "date":
      return <DatePicker {...base} value={asDay(value)} onChange={(day) => onCommit(day ? day.format("YYYY-MM-DD") : null)} />;
    case "datetime":
      return <DatePicker {...base} showTime value={asDay(typedText(field, value))} onChange={(day) => onCommit(day ? day.format("YYYY-MM-DD HH:mm:ss") : null)} />;
    case "time":
      return <TimePicker {...base} value={isBlank(value) ? null : dayjs(`2000-01-01 ${String(value)}`)} onChange={(time) => onCommit(time ? time.format("HH:mm:ss") : null)} />;
    case "region":
      return !sources.listRegions ? (
        <TextEditor {...props} />
      ) : (
        <Suspense fallback={<TextEditor {...props} autoFocus={false} />}>
          <RegionSelect {...props} />
        </Suspense>
      );
    default:
      return <TextEditor {...props} />;
  }
}

function asDay(value: unknown): dayjs.Dayjs | null {
  if (isBlank(value)) return null;
  const day = dayjs(String(value));
  return day.isValid() ? day : null;
}

/** The options, and what stands in the record though the list does not know it. */
function pickable(field: ValueField, value: unknown): { value: string; label: string }[] {
  const known = optionsOf(field).map((one) => ({ value: one.handle, label: one.label }));
  const held = (Array.isArray(value) ? value : isBlank(value) ? [] : [value]).map(String);
  const strangers = held.filter((one) => known.every((option) => option.value !== one));
  return [...known, ...strangers.map((one) => ({ value: one, label: one }))];
}

function drawn(field: ValueField) {
  return function OptionChip({ value, label }: { value?: string | number; label?: ReactNode }) {
    return <Chip hue={optionsOf(field).find((one) => one.handle === value)?.hue}>{label}</Chip>;
  };
}

function TextEditor({ field, value, sources, onCommit, id, refused, autoFocus }: FormEditorProps) {
  const [text, type] = useState(typedText(field, value));
  const last = useRef(value);
  useEffect(() => {
    if (JSON.stringify(last.current) === JSON.stringify(value)) return;
    last.current = value;
    type(typedText(field, value));
  }, [field, value]);
  const commit = () => {
    const read = readText(field, text, sources);
    if (text !== typedText(field, value)) onCommit(read);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape" && text !== typedText(field, value)) {
      event.stopPropagation();
      type(typedText(field, value));
    } else if ((event.key === "Enter" && !long) || ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s"))) commit();
  };
  const long = field.widget === "area" || field.widget === "json";
  const shared = { id, autoFocus, status: refused ? ("error" as const) : undefined, value: text, "aria-label": field.label, onBlur: commit, onKeyDown: press };
  if (long) return <Input.TextArea {...shared} className={field.widget === "json" ? "mono" : undefined} autoSize={{ minRows: 2, maxRows: 12 }} onChange={(event) => type(event.target.value)} />;
  const inputMode = field.widget === "number" || field.widget === "money" ? "decimal" : field.widget === "phone" ? "tel" : undefined;
  return <Input {...shared} className={field.widget === "phone" ? "mono" : undefined} inputMode={inputMode} onChange={(event) => type(event.target.value)} />;
}

function LinkSelect({ field, value, sources, onCommit, id, refused, autoFocus }: FormEditorProps) {
  const { t } = useTranslation("records");
  const table = linkedTable(field);
  const [found, find] = useState<readonly Named[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (words: string) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void sources.findRecords(table, words).then(find, () => find([])), SEARCH_AFTER_MS);
  };
  const options = found.map((one) => ({ value: one.id, label: one.name || t("untitled") }));
  if (!isBlank(value) && options.every((one) => one.value !== value)) options.push({ value: String(value), label: sources.titleOf(table, String(value)) ?? String(value) });
  return <Select id={id} autoFocus={autoFocus} defaultOpen={autoFocus} status={refused ? "error" : undefined} style={{ width: "100%" }} aria-label={field.label} allowClear showSearch={{ filterOption: false, onSearch: search }} value={isBlank(value) ? undefined : String(value)} options={options} notFoundContent={t("nothingFound")} onOpenChange={(open) => open && search("")} onChange={(record) => onCommit(record ?? null)} />;
}
