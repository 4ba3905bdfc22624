/** The tables that one works in, for those who don't look after webhooks. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { Panel } from "@/ui/Panel";
import { Square } from "@/widgets/small";
import css from "./home.module.css";
import { useTables } from "./reads";

export function TablesPanel() {
  const { t } = useTranslation(["home", "shell"]);
  const at = useAt();
  const tables = useTables().data?.items ?? [];
  return (
    <Panel title={t("shell:tables")} flush>
      {tables.length === 0 && <p className={css["none"]}>{t("noTables")}</p>}
      <ul className={css["causes"]}>
        {tables.map((table) => (
          <li key={table.id}>
            <Square hue={table.hue as Hue} />
            <Link to={at(`/tables/${encodeURIComponent(table.name)}`)}>{table.label}</Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
