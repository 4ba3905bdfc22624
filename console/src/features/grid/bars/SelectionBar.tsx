/** What can be done with the chosen rows: it floats over the sheet while there are any. */
import type { GridSelection } from "@glideapps/glide-data-grid";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/confirm";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { FormEditor } from "@/widgets/values/FormEditor";
import type { Sources } from "@/widgets/values/field";
import { grouped } from "@/widgets/values/text";
import { changeMatching } from "../api";
import popup from "@/ui/popup.module.css";
import css from "../grid.module.css";
import type { Column, Rec } from "../model/types";
import { asText } from "../sheet/useClipboard";
import type { RecordStore } from "../store/records";
import type { Writer } from "../store/writes";
import { Pop } from "./Pop";

interface Props {
  store: RecordStore;
  writer: Writer;
  columns: readonly Column[];
  selection: GridSelection;
  sources: Sources;
  isReadOnly: boolean;
  onClear: () => void;
  onAll: () => void;
}

/** What is done with all that the list asks for. */
interface Everything {
  set?: Record<string, unknown>;
  trash?: boolean;
}

const MOST_HERE = 5_000;
const MOST_COPIED = 20_000;

export function SelectionBar({ store, writer, columns, selection, sources, isReadOnly, onClear, onAll }: Props) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const { done, failed } = useTell();
  const [isBusy, work] = useState(false);
  const [asked, ask] = useState<Everything>();
  const [reached, reach] = useState(0);
  const rows = selection.rows.toArray().filter((row) => store.rows.at(row)?.kind === "record");
  if (rows.length === 0) return null;
  const count = rows.length;
  const { count: total, isCounted } = store.total;
  const title = t(asked?.set ? "setAllTitle" : "trashAllTitle", { count, number: grouped(count) });

  const withAll = (act: (records: readonly Rec[]) => Promise<void>) => {
    const run = async () => {
      const wanted = new Set(rows);
      const here = rows.map((row) => store.at(row));
      if (here.every((one) => one !== undefined)) return act(here);
      const [first, last] = [rows[0]!, rows.at(-1)!];
      const all = await store.range(first, last);
      const places = Array.from({ length: last - first + 1 }, (_, index) => first + index).filter((row) => store.rows.at(row)?.kind === "record");
      return act(all.filter((_, index) => wanted.has(places[index]!)));
    };
    work(true);
    run().catch(failed).finally(() => work(false));
  };
  // More than a window holds, and all there is: the server changes them by the question, in pieces.
  const isWhole = count > MOST_HERE && count === store.total.count && !store.isGrouped;
  const everything = (change: Everything) => {
    const run = async () => {
      let [cursor, number] = [null as string | null, 0];
      do {
        const answer = await changeMatching(store.asked, change, cursor);
        number += answer.changed;
        cursor = answer.next_cursor;
        reach(number);
      } while (cursor);
      await store.reload();
      onClear();
      done(t(change.trash ? "trashed" : "changed", { count: number, number: grouped(number) }));
    };
    work(true);
    return run().catch(failed).finally(() => {
      work(false);
      reach(0);
    });
  };
  const remove = () => {
    if (isWhole) return ask({ trash: true });
    withAll(async (records) => {
      await writer.trash(records.map((one) => one._id));
      onClear();
      done(t("trashed", { count, number: grouped(count) }), () => writer.steps.undo(), true);
    });
  };
  const copy = () =>
    withAll(async (records) => {
      await navigator.clipboard.writeText(asText(records, columns, sources, { yes: ui("yes"), no: ui("no") }));
      done(t("copied", { count, number: grouped(count) }));
    });
  const set = (field: string, value: unknown) => {
    if (isWhole) return ask({ set: { [field]: value } });
    withAll(async (records) => {
      await writer.set(records.map((one) => ({ record: one._id, field, value })));
      done(t("changed", { count, number: grouped(count) }), () => writer.steps.undo(), true);
    });
  };
  return (
    <div className={css["selected"]} role="toolbar" aria-label={t("selection")}>
      <strong>{t("selected", { count, number: grouped(count) })}</strong>
      {isCounted && count < total && !store.isGrouped && (
        <Button type="text" size="small" onClick={onAll}>
          {t("selectAll", { count: total, number: grouped(total) })}
        </Button>
      )}
      {reached > 0 && <span role="status">{t("doneOf", { count: reached, number: grouped(reached) })}</span>}
      {!isReadOnly && (
        <Pop content={<EditPanel columns={columns} sources={sources} onSet={set} />}>
          <Button type="text" size="small" icon={<Icon name="edit" size={14} />} loading={isBusy}>
            {t("editField2")}
          </Button>
        </Pop>
      )}
      <Button type="text" size="small" icon={<Icon name="copy" size={14} />} disabled={count > MOST_COPIED} onClick={copy}>
        {ui("copy")}
      </Button>
      {!isReadOnly && (
        <Button type="text" size="small" icon={<Icon name="trash" size={14} />} onClick={remove}>
          {ui("delete")}
        </Button>
      )}
      <Confirm open={asked !== undefined} title={title} action={title} onCancel={() => ask(undefined)} onConfirm={async () => asked && everything(asked).finally(() => ask(undefined))}>
        {t(asked?.set ? "setAllText" : "trashAllText")}
      </Confirm>
      <Button type="text" size="small" aria-label={t("clearSelection")} icon={<Icon name="close" size={14} />} onClick={onClear} />
    </div>
  );
}

function EditPanel({ columns, sources, onSet }: { columns: readonly Column[]; sources: Sources; onSet: (field: string, value: unknown) => unknown }) {
  const { t } = useTranslation("grid");
  const writable = columns.filter((one) => !one.computed && !one.unique);
  const [field, choose] = useState(writable.find((one) => one.widget === "choice")?.id ?? writable[0]?.id);
  const [value, setValue] = useState<unknown>(null);
  const column = writable.find((one) => one.id === field);
  return (
    <div className={`${popup["popup"]} ${popup["narrow"]}`}>
      <Select aria-label={t("field")} showSearch={{ optionFilterProp: "label" }} value={field} options={writable.map((one) => ({ value: one.id, label: one.label }))} onChange={(next) => (choose(next), setValue(null))} />
      {column && <FormEditor key={column.id} field={column} value={value} sources={sources} onCommit={setValue} />}
      <Button type="primary" disabled={!column} onClick={() => column && onSet(column.id, value)}>
        {t("setAll")}
      </Button>
    </div>
  );
}
