/** A record beside its list: its own address, so that Back closes it; the list stays live. */
import { useQuery } from "@tanstack/react-query";
import { Button, Tooltip } from "antd";
import { useEffect, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useAt } from "@/app/session";
import { Empty, Waiting } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon, type IconName } from "@/widgets/icon";
import { grouped } from "@/widgets/values/text";
import { fetchNeighbours } from "../api";
import { useGrid } from "../useGrid";
import { isEditorOpen } from "../sheet/useKeys";
import { useBeside } from "./context";
import { ConflictDialog } from "./ConflictDialog";
import { NewRecord } from "./NewRecord";
import { RecordBody } from "./RecordBody";
import css from "./record.module.css";

export function Component() {
  const { record = "" } = useParams();
  const { t } = useTranslation("records");
  const { close } = useBeside();
  useEscape(close);
  return (
    <div className={css["drawer"]} role="dialog" aria-label={t("record")}>
      {record === "new" ? <New /> : <Known key={record} id={record} />}
    </div>
  );
}

/** Esc closes the topmost thing only: an open editor, list or question goes before the drawer. */
function useEscape(close: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || isEditorOpen()) return;
      if (document.querySelector(".ant-modal-wrap:not([style*='display: none']), .ant-select-open, .ant-picker-dropdown:not(.ant-picker-dropdown-hidden), .ant-dropdown:not(.ant-dropdown-hidden)")) return;
      if (document.activeElement?.matches("input, textarea")) return (document.activeElement as HTMLElement).blur();
      close();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [close]);
}

function New() {
  const { t } = useTranslation("records");
  const { table, columns, sources, store, writer, preset, open, close } = useBeside();
  const made = (id: string, isDone: boolean) => {
    writer.made([id]);
    store.overlay.arrive(id);
    void store.reload();
    if (isDone) close();
    else open(id);
  };
  return (
    <>
      <Bar lead={<strong>{t("new")}</strong>}>
        <Act icon="close" label={t("close")} onClick={close} />
      </Bar>
      <NewRecord table={table} columns={columns} sources={sources} preset={preset} onMade={made} />
    </>
  );
}

function Known({ id }: { id: string }) {
  const beside = useBeside();
  const { t } = useTranslation("records");
  const at = useAt();
  const navigate = useNavigate();
  const { table, store, open, close } = beside;
  const asked = store.asked;
  const neighbours = useQuery({ queryKey: ["records", table.id, "neighbours", id, asked.query], queryFn: () => fetchNeighbours(asked, id) });
  const { previous, next } = neighbours.data ?? {};
  useNeighbourKeys(previous, next, open);
  const there = store.find(id);
  const place = there?.row === undefined ? undefined : store.rows.at(there.row);
  const isPlaced = !store.isGrouped && place?.kind === "record" && store.total.isCounted;
  const page = at(`/records/${encodeURIComponent(table.name)}/${id}`);
  const bar = (
    <Bar
      lead={
        <>
          <Act icon="arrow-up" label={t("previous")} disabled={!previous} onClick={() => previous && open(previous)} />
          <Act icon="arrow-down" label={t("next")} disabled={!next} onClick={() => next && open(next)} />
          {isPlaced && <span className="quiet">{t("place", { index: grouped(place.index + 1), total: grouped(store.total.count) })}</span>}
        </>
      }
    >
      <CopyButton type="text" text={`${location.origin}${page}`} label={t("copyLink")} />
      <Act icon="expand" label={t("wholePage")} onClick={() => void navigate(page)} />
      <Act icon="close" label={t("close")} onClick={close} />
    </Bar>
  );
  return (
    <>
      {bar}
      {there ? <RecordBody {...beside} id={id} onGone={close} /> : <Alone id={id} />}
    </>
  );
}

/** A record that the list doesn't hold just now: read by itself. */
function Alone({ id }: { id: string }) {
  const beside = useBeside();
  const { t } = useTranslation("records");
  const query = useMemo(() => ({ filter: { field: "_id", op: "eq", value: id }, sort: "", q: "", group: null }), [id]);
  const { store, writer, conflict, settled } = useGrid(beside.table, `record ${id}`, query);
  if (!store.isReady) return <Waiting rows={8} />;
  if (!store.find(id)) return <Empty icon="trash" title={t("gone")} text={t("goneText")} actions={<Button onClick={beside.close}>{t("close")}</Button>} />;
  return (
    <>
      <RecordBody {...beside} store={store} writer={writer} id={id} onGone={beside.close} />
      {conflict && <ConflictDialog conflict={conflict} columns={beside.columns} sources={beside.sources} onSettle={(values) => (void writer.settle(conflict, values), settled())} />}
    </>
  );
}

function useNeighbourKeys(previous: string | null | undefined, next: string | null | undefined, open: (id: string) => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const to = event.altKey && (event.key === "ArrowLeft" ? previous : event.key === "ArrowRight" ? next : undefined);
      if (!to) return;
      event.preventDefault();
      (document.activeElement as HTMLElement | null)?.blur();
      open(to);
    };
    window.addEventListener("keydown", press, true);
    return () => window.removeEventListener("keydown", press, true);
  }, [next, open, previous]);
}

function Bar({ lead, children }: { lead: ReactNode; children: ReactNode }) {
  return (
    <header className={css["bar"]}>
      {lead}
      <span className={css["acts"]}>{children}</span>
    </header>
  );
}

function Act({ icon, label, disabled, onClick }: { icon: IconName; label: string; disabled?: boolean; onClick: () => void }) {
  return (
    <Tooltip title={label}>
      <Button type="text" aria-label={label} disabled={disabled} icon={<Icon name={icon} />} onClick={onClick} />
    </Tooltip>
  );
}
