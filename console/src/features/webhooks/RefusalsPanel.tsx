/** Requests that were turned away without an event, by cause. Nothing is shown while there are none. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import css from "./overview.module.css";
import { useRefusals, type Webhook } from "./reads";
import { isKnownCause } from "./causes";

export function RefusalsPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const items = useRefusals(webhook.name).data?.items ?? [];
  const causes = new Map<string, { count: number; days: string[] }>();
  for (const { cause, count, day } of items) {
    const known = causes.get(cause) ?? { count: 0, days: [] };
    causes.set(cause, { count: known.count + count, days: [...known.days, `${day}: ${count}`] });
  }
  if (!causes.size) return null;
  const sorted = [...causes].sort(([, a], [, b]) => b.count - a.count);
  return (
    <Panel flush title={t("refusals")} extra={t("refusalsNote")}>
      <table className={css["events"]}>
        <tbody>
          {sorted.map(([cause, { count, days }]) => (
            <tr key={cause}>
              <td>{cause}</td>
              <td className={css["title"]}>{isKnownCause(cause) ? t(`cause_${cause}`) : ""}</td>
              <td>
                <Tooltip title={<div style={{ whiteSpace: "pre-line" }}>{days.join("\n")}</div>}>
                  <span tabIndex={0}>{t("times", { count })}</span>
                </Tooltip>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
