/** What an import would do, thing by thing: what is made, changed, removed or left, and what stands in its way. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/widgets/state";
import type { Imported } from "./reads";
import css from "./settings.module.css";

const TONES: Readonly<Record<Imported["changes"][number]["action"], Tone>> = { make: "ok", change: "accent", remove: "bad", leave: "idle" };

const ORDERS = { tables: "bundleOrder_tables", fields: "bundleOrder_fields", views: "bundleOrder_views" } as const;

function isOrder(name: string): name is keyof typeof ORDERS {
  return name in ORDERS;
}

export function BundleDifference({ imported }: { imported: Imported }) {
  const { t, i18n } = useTranslation("settings");
  const language = i18n.language === "en" ? "en" : "zh-CN";
  const { changes, conflicts } = imported;
  return (
    <>
      {conflicts.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={t("bundleConflicts", { count: conflicts.length })}
          description={
            <ul className={css["conflicts"]}>
              {conflicts.map((one, index) => (
                <li key={index}>{one.message[language]}</li>
              ))}
            </ul>
          }
        />
      )}
      {changes.length === 0 ? (
        <p>{t("bundleSame")}</p>
      ) : (
        <ul className={css["changes"]} aria-label={t("bundleChanges")} tabIndex={0}>
          {changes.map((one) => (
            <li key={`${one.thing} ${one.table} ${one.id}`}>
              <Tag tone={TONES[one.action]}>{t(`bundle_${one.action}`)}</Tag>
              <span className="quiet">{t(`bundle_${one.thing}`)}</span>
              <span>
                {one.table && <span className="quiet">{one.table} › </span>}
                {one.thing === "order" && isOrder(one.name) ? t(ORDERS[one.name]) : one.thing === "workspace" ? t("workspace") : one.label || one.name}
              </span>
              {one.what.length > 0 && <code className="quiet">{one.what.join(", ")}</code>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
