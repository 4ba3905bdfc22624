/** Who changed what of configuration and access, newest first and live. */
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { AuditList } from "./AuditList";
import { FilterBar } from "./FilterBar";
import { exportAddress, useFilters } from "./filters";

export function Component() {
  const { t } = useTranslation("audit");
  const isAdmin = useMay("admin");
  const [filters] = useFilters();
  return (
    <Page title={t("title")} note={t("note")} help="howto/people-and-tokens" fills actions={isAdmin && <Export />} bars={isAdmin && <FilterBar />}>
      {isAdmin ? <AuditList filters={filters} /> : <Empty icon="shield" title={t("onlyAdmins")} />}
    </Page>
  );
}

function Export() {
  const { t } = useTranslation("audit");
  const { workspace = "main" } = useParams();
  const [filters] = useFilters();
  const items = (["csv", "jsonl"] as const).map((format) => ({
    key: format,
    label: (
      <a href={exportAddress(filters, format, workspace)} download>
        {t(`as_${format}`)}
      </a>
    ),
  }));
  return (
    <Dropdown trigger={["click"]} menu={{ items }}>
      <Button icon={<Icon name="download" />}>{t("export")}</Button>
    </Dropdown>
  );
}
