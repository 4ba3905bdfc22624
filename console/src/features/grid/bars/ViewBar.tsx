/** The views of a table as tabs, and what can be done with the changes that are not saved. */
import { Button, Dropdown, Input, Modal, Radio, type MenuProps } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { api, data } from "@/api/client";
import { useAt, useMay, useMe } from "@/app/session";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import css from "../grid.module.css";
import type { Table, View } from "../model/types";
import type { ViewState } from "../model/useViewState";

interface Props {
  table: Table;
  view: View;
  views: readonly View[];
  state: ViewState;
}

type Asked = "create" | "rename";

export function ViewBar({ table, view, views, state }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const [asked, ask] = useState<Asked>();
  const acts = useViewActs(table, view, state);
  const items: NonNullable<MenuProps["items"]> = [
    { key: "rename", label: t("viewRename"), disabled: !acts.mayChange, onClick: () => ask("rename") },
    { key: "copy", label: t("viewCopy"), onClick: () => ask("create") },
    view.sharing === "shared"
      ? { key: "personal", label: t("viewMakePersonal"), disabled: !acts.mayChange || !acts.isOwn, onClick: () => acts.patch({ sharing: "personal" }) }
      : { key: "shared", label: t("viewShare"), disabled: !acts.mayChange || !acts.mayShare, onClick: () => acts.patch({ sharing: "shared" }) },
    { key: "lock", label: t(view.locked ? "viewUnlock" : "viewLock"), disabled: view.id === null || !acts.mayDesign, onClick: () => acts.patch({ locked: !view.locked }) },
    { type: "divider" },
    { key: "delete", label: t("viewDelete"), danger: true, disabled: !acts.mayChange, onClick: acts.remove },
  ];
  return (
    <nav className={css["views"]} aria-label={t("views")}>
      <div className={css["tabs"]}>
        {views.map((one) => (
          <Link key={one.name} className={css["tab"]} aria-current={one.name === view.name ? "page" : undefined} to={at(`/tables/${encodeURIComponent(table.name)}/${encodeURIComponent(one.name)}`)}>
            <Icon name={one.locked && one.id ? "lock" : one.sharing === "personal" ? "person" : "table"} size={14} />
            {one.label}
          </Link>
        ))}
      </div>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" size="small" aria-label={t("viewMore")} icon={<Icon name="more" />} />
      </Dropdown>
      <Button type="text" size="small" aria-label={t("viewNew")} title={t("viewNew")} icon={<Icon name="plus" />} onClick={() => ask("create")} />
      {state.isChanged && (
        <div className={css["right"]}>
          <span>{t("viewChanged")}</span>
          <Button size="small" type="primary" ghost onClick={() => (acts.mayChange ? acts.patch({}, true) : ask("create"))}>
            {t(acts.mayChange ? "viewSave" : "viewSaveAs")}
          </Button>
          <Button size="small" type="text" onClick={state.reset}>
            {t("viewReset")}
          </Button>
        </div>
      )}
      {asked && <ViewDialog asked={asked} view={view} mayShare={acts.mayShare} onCancel={() => ask(undefined)} onDone={async (label, sharing) => (await (asked === "create" ? acts.create(label, sharing) : acts.rename(label)), ask(undefined))} />}
    </nav>
  );
}

function ViewDialog({ asked, view, mayShare, onCancel, onDone }: { asked: Asked; view: View; mayShare: boolean; onCancel: () => void; onDone: (label: string, sharing: View["sharing"]) => Promise<void> }) {
  const { t } = useTranslation("grid");
  const { t: ui } = useTranslation("ui");
  const { failed } = useTell();
  const [label, type] = useState(asked === "rename" ? view.label : "");
  const [sharing, share] = useState<View["sharing"]>("personal");
  const save = () => void (label.trim() && onDone(label.trim(), sharing).catch(failed));
  return (
    <Modal open width={420} title={t(asked === "rename" ? "viewRename" : "viewNew")} okText={ui("save")} cancelText={ui("cancel")} okButtonProps={{ disabled: !label.trim() }} onOk={save} onCancel={onCancel}>
      <Input autoFocus value={label} maxLength={100} aria-label={t("viewLabel")} placeholder={t("viewLabel")} onChange={(event) => type(event.target.value)} onKeyDown={(event) => event.key === "Enter" && !event.nativeEvent.isComposing && save()} />
      {asked === "create" && (
        <Radio.Group style={{ marginTop: 12 }} value={sharing} onChange={(event) => share(event.target.value as View["sharing"])} options={[{ value: "personal", label: t("viewPersonal") }, { value: "shared", label: t("viewShared"), disabled: !mayShare }]} />
      )}
    </Modal>
  );
}

function useViewActs(table: Table, view: View, state: ViewState) {
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
  const again = () => queries.invalidateQueries({ queryKey: ["views", table.id] });
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
  const create = async (label: string, sharing: View["sharing"]) => {
    const body = { label, sharing, settings: state.settings } as never;
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
      const body = { label: view.label, sharing: view.sharing, locked: view.locked, settings: view.settings } as never;
      done(t("viewDeleted", { label: view.label }), async () => {
        await data(api.POST("/api/v1/tables/{table}/views", { params: { path: { table: table.id } }, body }));
        await again();
      });
    };
    run().catch(failed);
  };
  return { mayChange: view.id !== null && !view.locked && (mayDesign || isOwn), mayDesign, mayShare, isOwn, patch, create, rename, remove };
}
