/** How long things are kept, what they take, and what waits. */
import { Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { Tag, type Tone } from "@/widgets/state";
import { size, type Installation } from "./reads";
import css from "./settings.module.css";

const KEPT = [
  ["payloads", "payloads_days"],
  ["events", "events_days"],
  ["attempts", "attempts_days"],
  ["rejected", "rejected_days"],
  ["counts", "counts_days"],
  ["trash", "trash_days"],
] as const;

const OPEN: Readonly<Record<"received" | "running" | "waiting" | "held" | "failed", Tone>> = {
  received: "accent",
  running: "accent",
  waiting: "warn",
  held: "warn",
  failed: "bad",
};

export function RetentionPanel({ installation }: { installation: Installation }) {
  const { t, i18n } = useTranslation("settings");
  const { retention, data, database } = installation;
  const diskUsed = 1 - data.disk_free_bytes / data.disk_bytes;
  const number = `${data.events.toLocaleString(i18n.language)}${data.events_more ? "+" : ""}`;
  return (
    <Panel flush title={<span id="settings-retention">{t("retention")}</span>} extra={t("ceiling", { size: size(retention.bytes) })}>
      <div className={css["usage"]}>
        <span>
          <strong>{t(database.kind === "sqlite" ? "usedAll" : "used", { size: size(data.bytes) })}</strong> · {t("eventsKept", { number })}
        </span>
        <span className={css["open"]}>
          {(Object.keys(OPEN) as (keyof typeof OPEN)[])
            .filter((state) => data.open[state])
            .map((state) => (
              <Tag key={state} tone={OPEN[state]}>
                {t(`open_${state}`, { count: data.open[state] ?? 0 })}
              </Tag>
            ))}
        </span>
        <Progress percent={Math.round(diskUsed * 100)} size="small" status={diskUsed > 0.8 ? "exception" : "normal"} aria-label={t("diskFree", { free: size(data.disk_free_bytes), all: size(data.disk_bytes) })} />
        <span className="quiet">{t("diskFree", { free: size(data.disk_free_bytes), all: size(data.disk_bytes) })}</span>
      </div>
      <dl className={css["rows"]}>
        {KEPT.map(([what, days]) => (
          <div key={what} className={css["row"]}>
            <dt>
              <strong>{t(what)}</strong>
              <span className="quiet">{t(`${what}What`)}</span>
            </dt>
            <dd>{t("days", { count: retention[days] })}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
