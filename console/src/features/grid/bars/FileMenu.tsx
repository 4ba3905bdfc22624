/** Files into this table and out of this view. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useAt } from "@/app/session";
import { Icon } from "@/widgets/icon";
import type { Table } from "../model/types";
import type { ViewState } from "../model/useViewState";

const FORMATS = ["csv", "xlsx", "jsonl"] as const;

interface Props {
  table: Table;
  state: ViewState;
  /** The fields that are shown, in their order. */
  fields: readonly string[];
  mayWrite: boolean;
}

export function FileMenu({ table, state, fields, mayWrite }: Props) {
  const { t } = useTranslation("grid");
  const { workspace = "main" } = useParams();
  const at = useAt();
  const { query } = state;
  const address = (format: (typeof FORMATS)[number]) => {
    const asked = new URLSearchParams({ workspace, format, fields: fields.join(",") });
    if (query.filter) asked.set("filter", JSON.stringify(query.filter));
    if (query.sort) asked.set("sort", query.sort);
    if (query.q) asked.set("q", query.q);
    if (format === "csv") asked.set("bom", "true");
    return `/api/v1/tables/${table.id}/export?${asked}`;
  };
  const items = [
    ...(mayWrite ? [{ key: "import", label: <Link to={at(`/tables/${encodeURIComponent(table.name)}/import`)}>{t("importFile")}</Link> }, { type: "divider" as const }] : []),
    ...FORMATS.map((format) => ({
      key: format,
      label: (
        <a href={address(format)} download>
          {t(`export_${format}`)}
        </a>
      ),
    })),
  ];
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button type="text" size="small" icon={<Icon name="file" />}>
        {t("files")}
      </Button>
    </Dropdown>
  );
}
