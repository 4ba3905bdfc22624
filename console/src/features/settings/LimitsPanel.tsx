/** What a request and a script may take. */
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { size, type Installation } from "./reads";
import css from "./settings.module.css";

export function LimitsPanel({ installation }: { installation: Installation }) {
  const { t, i18n } = useTranslation("settings");
  const { limits } = installation;
  const rows = [
    ["bodyLimit", size(limits.body_bytes)],
    ["decodedLimit", size(limits.decoded_bytes)],
    ["deadline", `${limits.answer_deadline_ms / 1000} s`],
    ["wall", `${limits.script_wall_s} s`],
    ["cpu", `${limits.script_cpu_s} s`],
    ["memory", `${limits.script_rss_mb} MB`],
    ["calls", limits.script_host_calls.toLocaleString(i18n.language)],
    ["dedupe", t("days", { count: limits.dedupe_days })],
    ["oldKey", t("days", { count: limits.old_key_days })],
    ["oldSuffix", t("days", { count: limits.old_suffix_days })],
    ["session", t("days", { count: limits.session_life_days })],
  ] as const;
  return (
    <Panel flush title={<span id="settings-limits">{t("limits")}</span>}>
      <dl className={css["rows"]}>
        {rows.map(([what, shown]) => (
          <div key={what} className={css["row"]}>
            <dt>
              <strong>{t(what)}</strong>
              <span className="quiet">
                {what === "session" ? t("sessionWhat", { idle: limits.session_idle_days, life: limits.session_life_days }) : t(`${what}What`)}
              </span>
            </dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
