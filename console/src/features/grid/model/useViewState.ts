/** How a view is looked at now: its saved settings, and over them what was changed here and is not saved. What is asked
 * (filter, sort, group, search) stands in the URL; how it is laid out is kept in this browser. */
import { useCallback, useMemo, useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { byIds } from "@/ui/filter/filter";
import { sameValue } from "../store/writes";
import type { Query, Settings, Table, View } from "./types";

type Layout = Partial<Omit<Settings, "filter" | "sort" | "group">>;
export type Change = Partial<Settings>;

export interface ViewState {
  settings: Settings;
  query: Query;
  isChanged: boolean;
  change: (change: Change) => void;
  search: (words: string) => void;
  reset: () => void;
}

const NO_GROUP = "none";

export function sortText(sort: Settings["sort"]): string {
  return sort.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",");
}

function readSort(text: string): Settings["sort"] {
  return text.split(",").filter(Boolean).map((part) => ({ field: part.replace(/^-/, ""), descending: part.startsWith("-") }));
}

function readJson(text: string | null): unknown {
  try {
    return text ? (JSON.parse(text) as unknown) : null;
  } catch {
    return null;
  }
}

function kept(key: string): Layout {
  return (readJson(localStorage.getItem(key)) ?? {}) as Layout;
}

export function useViewState(table: Table, view: View): ViewState {
  const { workspace = "main" } = useParams();
  const [params, setParams] = useSearchParams();
  const key = `leadbase.layout.${workspace}.${table.id}.${view.name}`;
  const [layouts, setLayouts] = useState<Record<string, Layout>>({});
  const layout = useMemo(() => layouts[key] ?? kept(key), [layouts, key]);

  const settings = useMemo((): Settings => {
    const [filter, sort, group] = [params.get("filter"), params.get("sort"), params.get("group")];
    const known = (id: string) => table.fields.some((one) => one.id === id);
    const idOf = (ref: string) => table.fields.find((one) => one.id === ref || one.name === ref || one.aliases.includes(ref))?.id ?? ref;
    const fields = layout.fields?.filter((one) => known(one.field));
    return {
      ...view.settings,
      ...layout,
      fields: fields ?? view.settings.fields,
      ...(filter === null ? {} : { filter: byIds(readJson(filter), idOf) as Settings["filter"] }),
      ...(sort === null ? {} : { sort: readSort(sort).map((one) => ({ ...one, field: idOf(one.field) })) }),
      ...(group === null ? {} : { group: known(idOf(group)) ? idOf(group) : null }),
    };
  }, [params, layout, table.fields, view.settings]);

  const change = useCallback(
    (next: Change) => {
      const saved = view.settings;
      setParams((now) => {
        if ("filter" in next) put(now, "filter", sameValue(next.filter, saved.filter) ? null : JSON.stringify(next.filter ?? {}));
        if (next.sort) put(now, "sort", sameValue(next.sort, saved.sort) ? null : sortText(next.sort));
        if ("group" in next) put(now, "group", next.group === saved.group ? null : (next.group ?? NO_GROUP));
        return now;
      }, { replace: true });
      const { filter: _filter, sort: _sort, group: _group, ...rest } = next;
      if (Object.keys(rest).length === 0) return;
      setLayouts((all) => {
        const merged: Layout = { ...(all[key] ?? kept(key)), ...rest };
        localStorage.setItem(key, JSON.stringify(merged));
        return { ...all, [key]: merged };
      });
    },
    [key, setParams, view.settings],
  );

  const search = useCallback((words: string) => setParams((now) => put(now, "q", words || null), { replace: true }), [setParams]);

  const reset = useCallback(() => {
    localStorage.removeItem(key);
    setLayouts((all) => ({ ...all, [key]: {} }));
    setParams((now) => {
      for (const name of ["filter", "sort", "group"]) now.delete(name);
      return now;
    }, { replace: true });
  }, [key, setParams]);

  const q = params.get("q") ?? "";
  const query = useMemo(
    (): Query => ({ filter: settings.filter ?? null, sort: sortText(settings.sort), q, group: settings.group }),
    [settings.filter, settings.sort, settings.group, q],
  );
  const isChanged = !sameValue(comparable(settings), comparable(view.settings));
  return { settings, query, isChanged, change, search, reset };
}

function put(params: URLSearchParams, name: string, value: string | null): URLSearchParams {
  if (value === null) params.delete(name);
  else params.set(name, value);
  return params;
}

/** Settings with their members in one order, so that they can be compared. */
function comparable({ filter, sort, group, fields, form, ...rest }: Settings) {
  const isEmpty = !filter || Object.keys(filter).length === 0;
  return [isEmpty ? null : filter, sort.map(({ field, descending }) => [field, descending]), group, fields.map(({ field, width, hidden }) => [field, width, hidden]), [form.heading, form.text, form.required], [rest.row_height, rest.colour_by, rest.frozen, rest.stack_by, rest.starts_at, rest.ends_at]];
}
