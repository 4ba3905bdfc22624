/** What runs here, and what the environment decides. */
import { Table } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { Icon } from "@/widgets/icon";
import type { Installation } from "./reads";
import css from "./settings.module.css";

type Value = Installation["environment"][number];

export function ServerPanel({ installation }: { installation: Installation }) {
  const { t } = useTranslation("settings");
  const { database, version } = installation;
  const shown = (one: Value) => {
    if (one.is_secret) return one.is_fixed ? t("secret") : t("unset");
    return one.value ?? t("unset");
  };
  return (
    <Panel flush title={<span id="settings-server">{t("server")}</span>} extra={t("environmentNote")}>
      <dl className={css["rows"]}>
        <div className={css["row"]}>
          <dt>
            <strong>{t("version")}</strong>
          </dt>
          <dd>{version}</dd>
        </div>
        <div className={css["row"]}>
          <dt>
            <strong>{t("database")}</strong>
          </dt>
          <dd>
            {database.kind} {database.version}
          </dd>
        </div>
      </dl>
      <Table<Value>
        size="small"
        rowKey="variable"
        pagination={false}
        dataSource={installation.environment}
        scroll={{ x: "max-content" }}
        columns={[
          {
            title: t("variable"),
            render: (_, one) => (
              <span className={css["locked"]}>
                {one.is_fixed && <Icon name="lock" size={12} />}
                <code>{one.variable}</code>
              </span>
            ),
          },
          { title: t("value"), render: (_, one) => <code>{shown(one)}</code> },
          { title: t("default"), render: (_, one) => <code className="quiet">{one.default}</code> },
        ]}
      />
    </Panel>
  );
}
