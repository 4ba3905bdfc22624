/** One webhook of the list: its light, its URL, what came in the last 24 hours, and its switch. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { CopyButton } from "@/widgets/CopyButton";
import { Bars, SourceBadge } from "@/widgets/small";
import { Light, Tag } from "@/widgets/state";
import { Ago } from "@/widgets/time";
import { tones, type LightName } from "./light";
import css from "./list.module.css";
import { OnSwitch } from "./OnSwitch";
import { useWords, type Health, type Source, type Webhook } from "./reads";
import { percent } from "./rate";
import { urlParts } from "./url";

interface Props {
  webhook: Webhook;
  health: Health | undefined;
  light: LightName;
  source: Source | undefined;
}

export function WebhookRow({ webhook, health, light, source }: Props) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const words = useWords();
  const label = source ? words(source.label) : webhook.source;
  const here = at(`/webhooks/${webhook.name}`);
  return (
    <tr>
      <td>
        <div className={css["who"]}>
          <Light tone={tones[light]}>
            <span className="reader-only">{t(`light_${light}`)}</span>
          </Light>
          <div className={css["names"]}>
            <span className={css["label"]}>
              <Link to={here}>{webhook.label}</Link>
              <Marks webhook={webhook} health={health} light={light} />
            </span>
            {webhook.description && (
              <span className={css["about"]} title={webhook.description}>
                {webhook.description}
              </span>
            )}
            <span className={css["url"]}>
              {webhook.url ? urlParts(webhook.url).short : "…/"}
              {webhook.suffix}
              {webhook.url && <CopyButton text={webhook.url} what="URL" />}
            </span>
          </div>
        </div>
      </td>
      <td className={css["wide"]}>
        <span className={css["source"]}>
          <SourceBadge name={webhook.source} glyph={[...label][0] ?? "?"} />
          {label}
        </span>
      </td>
      <td className={css["wide"]}>
        {webhook.live_version === null ? <span className="quiet">{t("noScript")}</span> : <Link to={`${here}/script`}>{t("scriptVersion", { version: webhook.live_version })}</Link>}
      </td>
      <td data-tone={light === "silent" ? "warn" : undefined}>
        <Ago at={health?.last_received_at} />
      </td>
      <td className={css["wide"]}>{health && <Bars values={health.hours} label={t("bars", { count: health.last_24h })} />}</td>
      <td className={css["number"]}>
        <Link to={at(`/events?webhook=${webhook.name}`)}>{health?.last_24h.toLocaleString() ?? "…"}</Link>
      </td>
      <td className={css["number"]} data-tone={(health?.success_rate ?? 1) < 1 ? "bad" : undefined}>
        {percent(health?.success_rate)}
      </td>
      <td>
        <OnSwitch webhook={webhook} held={health?.held ?? 0} />
      </td>
    </tr>
  );
}

function Marks({ webhook, health, light }: Omit<Props, "source">) {
  const { t } = useTranslation("webhooks");
  if (!health) return null;
  return (
    <>
      {health.failed_24h > 0 && <Tag tone="bad">{t("failed", { count: health.failed_24h })}</Tag>}
      {health.waiting > 0 && <Tag tone="warn">{t("waiting", { count: health.waiting })}</Tag>}
      {light === "silent" && <Tag tone="warn">{t("light_silent")}</Tag>}
      {!webhook.is_on && <Tag tone="idle">{health.held > 0 ? t("offHeld", { count: health.held }) : t("off")}</Tag>}
    </>
  );
}
