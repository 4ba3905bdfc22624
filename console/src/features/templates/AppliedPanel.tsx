/** What was just made, with the URL to copy and where to go on. */
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import type { Applied, Preview } from "./reads";
import css from "./templates.module.css";

export function AppliedPanel({ applied, preview }: { applied: Applied; preview: Preview }) {
  const { t, i18n } = useTranslation("templates");
  const at = useAt();
  const name = i18n.language === "en" ? preview.template.label_en : preview.template.label_zh;
  const [webhook] = applied.webhooks;
  return (
    <div className={css["applied"]} role="status">
      <span className={css["tick"]} aria-hidden>
        <Icon name="check" size={22} />
      </span>
      <h2>{t("applied", { name })}</h2>
      <p>{t("nowWhat")}</p>
      {applied.webhooks.map((one) => (
        <label key={one.id} className={css["url"]}>
          <span className="quiet">{t("receivingUrl")}</span>
          <span className={css["line"]}>
            <Input readOnly value={one.url} className="mono" />
            <CopyButton text={one.url} what="URL" />
          </span>
        </label>
      ))}
      <div className={css["next"]}>
        {webhook && (
          <Link to={at(`/webhooks/${webhook.name}`)}>
            <Button type="primary">{t("openWebhook")}</Button>
          </Link>
        )}
        {applied.dashboards.map((one) => (
          <Link key={one.id} to={at(`/dashboards/${encodeURIComponent(one.name)}`)}>
            <Button>
              {t("openDashboard")} {one.label}
            </Button>
          </Link>
        ))}
        {applied.tables.slice(0, 1).map((table) => (
          <Link key={table.id} to={at(`/tables/${table.name}`)}>
            <Button>
              {t("openTable")} {table.label}
            </Button>
          </Link>
        ))}
      </div>
    </div>
  );
}
