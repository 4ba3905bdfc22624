/** How each webhook is, those that need a look first. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { Bars, SourceBadge } from "@/widgets/small";
import { Tag, type Tone } from "@/widgets/state";
import { Ago, wholeMoment } from "@/widgets/time";
import css from "./home.module.css";
import { useHealth, useNamed, type Health } from "./reads";

const TONES: Record<Health["light"], Tone> = { failing: "bad", silent: "warn", live: "ok", new: "accent", off: "idle" };
const ORDER: readonly Health["light"][] = ["failing", "silent", "live", "new", "off"];
const HOURS = 15;
const MOST_SHOWN = 6;

export function HealthPanel() {
  const { t } = useTranslation("home");
  const at = useAt();
  const health = useHealth();
  return (
    <Panel title={t("health")} extra={t("lastHours", { count: HOURS })} flush>
      <Loaded query={health} rows={3}>
        {({ items }) => {
          const sorted = [...items].sort((a, b) => ORDER.indexOf(a.light) - ORDER.indexOf(b.light) || b.last_24h - a.last_24h);
          if (items.length === 0) return <p className={css["none"]}>{t("noWebhooks")}</p>;
          return (
            <ul className={css["healths"]}>
              {sorted.slice(0, MOST_SHOWN).map((one) => (
                <HealthRow key={one.webhook} health={one} />
              ))}
              {items.length > MOST_SHOWN && (
                <li className={css["rest"]}>
                  <Link to={at("/webhooks")}>{t("allWebhooks", { count: items.length })}</Link>
                </li>
              )}
            </ul>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function HealthRow({ health }: { health: Health }) {
  const { t } = useTranslation("home");
  const at = useAt();
  const { label, kind, glyph } = useNamed()(health.webhook);
  const hours = health.hours.slice(-HOURS);
  return (
    <li>
      <div className={css["health"]}>
        <SourceBadge name={kind} glyph={glyph} />
        <span className={css["named"]}>
          <Link to={at(`/webhooks/${health.webhook}`)}>{label}</Link>
          <small>
            <Ago at={health.last_received_at} />
          </small>
        </span>
        <Bars values={hours} width={66} label={t("bars", { count: health.last_24h })} />
        <span className={css["sum"]}>
          {health.last_24h.toLocaleString()}
          <small>{t("in24Hours")}</small>
        </span>
        <Tag tone={TONES[health.light]}>{health.light === "failing" ? t("failed", { count: health.failed_24h }) : t(`light_${health.light}`)}</Tag>
      </div>
      {health.silent_since && (
        <div className={css["silent"]}>
          <Icon name="warning" />
          {t("silentSince", { moment: wholeMoment(health.silent_since) })}
        </div>
      )}
    </li>
  );
}
