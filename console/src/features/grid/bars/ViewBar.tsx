/** The views of a table as tabs, and what can be done with the changes that are not saved. */
import { Button, Dropdown, type MenuProps } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "../grid.module.css";
import type { Column, Table, View } from "../model/types";
import type { ViewState } from "../model/useViewState";
import { useViewActs } from "./useViewActs";
import { ViewDialog } from "./ViewDialog";
import { ViewTabs } from "./ViewTabs";

interface Props {
  table: Table;
  view: View;
  views: readonly View[];
  columns: readonly Column[];
  state: ViewState;
}

type Asked = "create" | "copy" | "rename";

export function ViewBar({ table, view, views, columns, state }: Props) {
  const { t } = useTranslation("grid");
  const [asked, ask] = useState<Asked>();
  const acts = useViewActs(table, view, views, state);
  const place = views.indexOf(view);
  const beside = (step: 1 | -1) => {
    const other = views[place + step];
    return acts.mayMove(view) && other?.id && other.sharing === view.sharing ? other : undefined;
  };
  const items: NonNullable<MenuProps["items"]> = [
    { key: "rename", label: t("viewRename"), disabled: !acts.mayChange, onClick: () => ask("rename") },
    { key: "copy", label: t("viewCopy"), onClick: () => ask("copy") },
    { key: "left", label: t("viewLeft"), disabled: !beside(-1), onClick: () => acts.order(view, beside(-1)) },
    { key: "right", label: t("viewRight"), disabled: !beside(1), onClick: () => acts.order(view, beside(1)) },
    view.sharing === "shared"
      ? { key: "personal", label: t("viewMakePersonal"), disabled: !acts.mayChange || !acts.isOwn, onClick: () => acts.patch({ sharing: "personal" }) }
      : { key: "shared", label: t("viewShare"), disabled: !acts.mayChange || !acts.mayShare, onClick: () => acts.patch({ sharing: "shared" }) },
    { key: "lock", label: t(view.locked ? "viewUnlock" : "viewLock"), disabled: view.id === null || !acts.mayDesign, onClick: () => acts.patch({ locked: !view.locked }) },
    { type: "divider" },
    { key: "delete", label: t("viewDelete"), danger: true, disabled: !acts.mayChange, onClick: acts.remove },
  ];
  return (
    <nav className={css["views"]} aria-label={t("views")}>
      <ViewTabs table={table} view={view} views={views} mayMove={acts.mayMove} onOrder={acts.order} />
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" size="small" aria-label={t("viewMore")} icon={<Icon name="more" />} />
      </Dropdown>
      <Button type="text" size="small" aria-label={t("viewNew")} title={t("viewNew")} icon={<Icon name="plus" />} onClick={() => ask("create")} />
      {state.isChanged && (
        <div className={css["right"]}>
          <span>{t("viewChanged")}</span>
          <Button size="small" type="primary" ghost onClick={() => (acts.mayChange ? acts.patch({}, true) : ask("copy"))}>
            {t(acts.mayChange ? "viewSave" : "viewSaveAs")}
          </Button>
          <Button size="small" type="text" onClick={state.reset}>
            {t("viewReset")}
          </Button>
        </div>
      )}
      {asked && <ViewDialog asked={asked} view={view} columns={columns} mayShare={acts.mayShare} onCancel={() => ask(undefined)} onDone={async (wish) => (await (asked === "rename" ? acts.rename(wish.label) : acts.create(wish)), ask(undefined))} />}
    </nav>
  );
}
