/** What can be done with a column, at its head. */
import type { Rectangle } from "@glideapps/glide-data-grid";
import { Dropdown, type MenuProps } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { Icon, type IconName } from "@/widgets/icon";
import type { Column, Table } from "../model/types";
import type { ViewState } from "../model/useViewState";

interface Props {
  table: Table;
  columns: readonly Column[];
  column: string;
  bounds: Rectangle;
  state: ViewState;
  mayDesign: boolean;
  onClose: () => void;
}

export function HeadMenu({ table, columns, column: id, bounds, state, mayDesign, onClose }: Props) {
  const { t } = useTranslation("grid");
  const at = useAt();
  const navigate = useNavigate();
  const column = columns.find((one) => one.id === id);
  if (!column) return null;
  const { change, settings } = state;
  const sort = (descending: boolean) => change({ sort: [{ field: id, descending }, ...settings.sort.filter((one) => one.field !== id)].slice(0, 4) });
  const item = (key: string, icon: IconName, onClick: () => void, disabled = false) => ({ key, label: t(key as "sortUp"), icon: <Icon name={icon} />, disabled, onClick });
  const items: MenuProps["items"] = [
    item("sortUp", "arrow-up", () => sort(false), !column.sortable),
    item("sortDown", "arrow-down", () => sort(true), !column.sortable),
    item("groupBy", "group", () => change({ group: id }), !column.groupable),
    item("hideField", "hide", () => change({ fields: columns.map((one) => ({ field: one.id, width: one.width, hidden: one.hidden || one.id === id })) }), columns.filter((one) => !one.hidden).length < 2),
    { type: "divider" },
    item("editField", "edit", () => void navigate(at(`/tables/${encodeURIComponent(table.name)}/design?field=${id}`)), !mayDesign),
  ];
  return (
    <Dropdown open menu={{ items, onClick: onClose }} trigger={["click"]} placement="bottomLeft" onOpenChange={(open) => !open && onClose()}>
      <span style={{ position: "fixed", left: bounds.x, top: bounds.y, width: bounds.width, height: bounds.height, pointerEvents: "none" }} />
    </Dropdown>
  );
}
