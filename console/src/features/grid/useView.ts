/** What every kind of view begins with: its settings and fields, who may do what, and the way to a record beside it. */
import { useCallback, useMemo } from "react";
import { useLocation, useNavigate } from "react-router";
import { useAt, useMay } from "@/app/session";
import { useSources } from "./data";
import { columnsOf } from "./model/columns";
import type { FieldType, Table, View } from "./model/types";
import { useViewState } from "./model/useViewState";
import { focusSheet } from "./sheet/useKeys";

export interface ViewProps {
  table: Table;
  view: View;
  views: readonly View[];
  types: readonly FieldType[];
  /** The record whose drawer is open. */
  opened: string | undefined;
}

export type ViewParts = ReturnType<typeof useView>;

export function useView({ table, view, types, opened }: ViewProps) {
  const at = useAt();
  const navigate = useNavigate();
  const { search } = useLocation();
  const state = useViewState(table, view);
  const sources = useSources();
  const mayWrite = useMay("records:write");
  const mayDesign = useMay("tables:write");
  const { settings } = state;
  const all = useMemo(() => columnsOf(table, settings, types), [table, settings, types]);
  const columns = useMemo(() => all.filter((one) => !one.hidden), [all]);
  const base = at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(view.name)}`);
  const open = useCallback((record: string) => void navigate(`${base}/${record}${search}`, { replace: opened !== undefined }), [base, navigate, opened, search]);
  const close = useCallback(() => {
    void navigate(base + search);
    focusSheet();
  }, [base, navigate, search]);
  return { state, sources, all, columns, mayWrite, mayDesign, open, close };
}
