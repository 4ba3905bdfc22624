/** What can be done with the views of a table: make, change, order, delete, each of which all who share them see. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { useAt, useMay, useMe } from "@/app/session";
import { useTell } from "@/ui/undo";
import { moved } from "../model/columns";
import type { Settings, Table, View, ViewKind } from "../model/types";
import type { ViewState } from "../model/useViewState";

export interface NewView {
  kind: ViewKind;
  label: string;
  sharing: View["sharing"];
  settings: Partial<Settings>;
}

/** The view's name for people: that of all records is made by the program, and said in the reader's language. */
export function useViewLabel(): (view: View) => string {
  const { t } = useTranslation("grid");
  return (view) => (view.id === null ? t("allRecords") : view.label);
}

export function useViewActs(table: Table, view: View, views: readonly View[], state: ViewState) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { done, failed } = useTell();
  const me = useMe().data;
  const mayDesign = useMay("tables:write");
  const mayShare = useMay("records:write");
  const isOwn = view.owner !== null && view.owner === me?.id;
  const path = { table: table.id, view: view.id ?? view.name };
  const key = ["views", table.id];
  const again = () => queries.invalidateQueries({ queryKey: key });
  const go = (name: string) => navigate(at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(name)}`));

  const patch = (change: object, isSave = false) => {
    const body = { ...change, version: view.version, ...(isSave ? { settings: state.settings } : {}) };
    const run = async () => {
      await data(api.PATCH("/api/v1/tables/{table}/views/{view}", { params: { path }, body: body as never }));
      await again();
      if (isSave) state.reset();
      done(t("viewSaved"));
    };
    run().catch(failed);
  };
  const create = async ({ settings, ...rest }: NewView) => {
    const body = { ...rest, settings: { ...state.settings, ...settings } } as never;
    const made = await data(api.POST("/api/v1/tables/{table}/views", { params: { path: { table: table.id } }, body }));
    state.reset();
    await again();
    void go(made.name);
  };
  const rename = async (label: string) => {
    await data(api.PATCH("/api/v1/tables/{table}/views/{view}", { params: { path }, body: { label, version: view.version } as never }));
    await again();
  };
  const remove = () => {
    const run = async () => {
      await api.DELETE("/api/v1/tables/{table}/views/{view}", { params: { path } });
      void go("all");
      await again();
      const body = { kind: view.kind, label: view.label, sharing: view.sharing, locked: view.locked, settings: view.settings } as never;
      done(t("viewDeleted", { label: view.label }), async () => {
        await data(api.POST("/api/v1/tables/{table}/views", { params: { path: { table: table.id } }, body }));
        await again();
      });
    };
    run().catch(failed);
  };
  const mayMove = (one: View) => one.id !== null && (one.sharing === "personal" || mayDesign);
  /** Put a view in the place of another one of its sort: shared ones stand before personal ones. */
  const order = (one: View, other: View | undefined) => {
    if (!other || one === other || other.id === null || one.sharing !== other.sharing || !mayMove(one)) return;
    const next = moved(views, views.indexOf(one), views.indexOf(other));
    queries.setQueryData(key, { items: next, next_cursor: null });
    const first = next.filter((each) => each.id !== null && each.sharing === one.sharing).map((each) => each.id!);
    data(api.PUT("/api/v1/tables/{table}/views/order", { params: { path: { table: table.id } }, body: { first } })).catch(failed).finally(again);
  };
  return { mayChange: view.id !== null && !view.locked && (mayDesign || isOwn), mayDesign, mayShare, isOwn, mayMove, patch, create, rename, remove, order };
}
