/** The tables with their fields, and the webhooks with their scripts, that a template makes. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { hues } from "@/theme";
import { CopyButton } from "@/widgets/CopyButton";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import type { Preview } from "./reads";
import css from "./templates.module.css";

const SHORT_LINES = 8;

export function Contents({ preview, asCopy }: { preview: Preview; asCopy: boolean }) {
  const { t, i18n } = useTranslation("templates");
  const types = useQuery({ queryKey: ["field-types"], queryFn: () => data(api.GET("/api/v1/field-types")), staleTime: Infinity });
  const type = (name: string) => {
    const found = types.data?.items.find((one) => one.name === name);
    return found?.label[i18n.language] ?? name;
  };
  return (
    <ul className={css["made"]}>
      {preview.tables.map((table, index) => (
        <li key={table.label}>
          <div className={css["line"]}>
            <Square hue={hues[index % hues.length]} />
            <strong>{table.label}</strong>
            <span className="quiet">{table.name}</span>
            <span className={css["aside"]}>{asCopy && t("newId")}</span>
          </div>
          <div className={css["fields"]}>
            {table.fields.map((field) => (
              <span key={field.label} className={css["field"]}>
                {field.label} <span className="quiet">{type(field.type)}</span>
              </span>
            ))}
          </div>
        </li>
      ))}
      {preview.webhooks.map((webhook) => (
        <li key={webhook.label}>
          <div className={css["line"]}>
            <Icon name="webhook" size={14} />
            <strong>{webhook.label}</strong>
            <span className="quiet">…/{webhook.suffix}</span>
            <span className={css["aside"]}>
              {t("newKey")}
              {asCopy && ` · ${t("startsOff")}`}
            </span>
          </div>
          <Script source={webhook.script} />
        </li>
      ))}
      {preview.template.dashboards.map((dashboard) => (
        <li key={dashboard}>
          <div className={css["line"]}>
            <Icon name="dashboard" size={14} />
            <strong>{dashboard}</strong>
            <span className="quiet">{t("dashboard")}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Script({ source }: { source: string }) {
  const { t } = useTranslation("templates");
  const [whole, setWhole] = useState(false);
  const lines = source.trimEnd().split("\n");
  return (
    <div>
      <div className={css["line"]}>
        <span className="quiet">
          {t("script")} · {t("lines", { count: lines.length })}
        </span>
        <span className={css["aside"]}>
          <CopyButton text={source} what={t("script")} />
          <Button type="link" size="small" onClick={() => setWhole(!whole)}>
            {t(whole ? "hideScript" : "showScript")}
          </Button>
        </span>
      </div>
      <pre className={css["code"]} tabIndex={0}>
        {(whole ? lines : lines.slice(0, SHORT_LINES)).join("\n")}
      </pre>
    </div>
  );
}
