/** A record on a page of its own: for a link, and for the phone. */
import { Button } from "antd";
import { useMemo, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Trouble, Waiting } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { shownText } from "@/widgets/values/text";
import { isMissing, plainColumns, titleColumn, useFieldTypes, useSources, useTable } from "../data";
import type { FieldType, Table } from "../model/types";
import { useGrid } from "../useGrid";
import { useUndoKeys } from "../sheet/useKeys";
import { useTell } from "@/ui/undo";
import { ConflictDialog } from "./ConflictDialog";
import { RecordBody } from "./RecordBody";

export function Component() {
  const { table: ref = "" } = useParams();
  const { t } = useTranslation("grid");
  const at = useAt();
  const table = useTable(ref);
  const types = useFieldTypes();
  if (isMissing(table.error)) {
    const back = (
      <Link to={at("/tables")}>
        <Button type="primary">{t("allTables")}</Button>
      </Link>
    );
    return (
      <Page title={ref}>
        <Empty icon="table" title={t("tableGone")} text={t("tableGoneText")} actions={back} />
      </Page>
    );
  }
  const error = table.error ?? types.error;
  if (error && !(table.data && types.data)) return <Trouble error={error} retry={() => void Promise.all([table.refetch(), types.refetch()])} />;
  if (!table.data || !types.data) return <Waiting rows={8} />;
  return <Shown table={table.data} types={types.data.items} />;
}

function Shown({ table, types }: { table: Table; types: readonly FieldType[] }) {
  const { record: id = "" } = useParams();
  const { t } = useTranslation("records");
  const { t: ui } = useTranslation("ui");
  const at = useAt();
  const navigate = useNavigate();
  const { failed } = useTell();
  const mayWrite = useMay("records:write");
  const sources = useSources();
  const columns = useMemo(() => plainColumns(table, types), [table, types]);
  const query = useMemo(() => ({ filter: { field: "_id", op: "eq", value: id }, sort: "", q: "", group: null }), [id]);
  const { store, writer, conflict, settled } = useGrid(table, `record ${id}`, query);
  useSyncExternalStore(store.subscribe, store.snapshot);
  useUndoKeys(writer, failed);
  const list = at(`/tables/${encodeURIComponent(table.name)}`);
  const parent = { label: table.label, to: list };
  if (!store.isReady) return <Waiting rows={8} />;
  if (store.error) return <Trouble error={store.error} retry={() => void store.reload()} />;
  const found = store.find(id);
  if (!found) {
    const back = (
      <Link to={list}>
        <Button type="primary">{table.label}</Button>
      </Link>
    );
    return (
      <Page title={t("record")} parent={parent}>
        <Empty icon="trash" title={t("gone")} text={t("goneText")} actions={back} />
      </Page>
    );
  }
  const title = titleColumn(columns);
  const name = (title && shownText(title, found.record[title.id], sources, { yes: ui("yes"), no: ui("no") })) || t("untitled");
  return (
    <Page title={name} parent={parent} actions={<CopyButton type="text" text={location.href} label={t("copyLink")} />} help="howto/work-with-records" fills>
      <RecordBody table={table} columns={columns} sources={sources} store={store} writer={writer} isReadOnly={!mayWrite} id={id} onGone={() => void navigate(list)} />
      {conflict && <ConflictDialog conflict={conflict} columns={columns} sources={sources} onSettle={(values) => (void writer.settle(conflict, values), settled())} />}
    </Page>
  );
}
