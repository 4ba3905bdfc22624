/** What goes, counted. */
import { useTranslation } from "react-i18next";
import type { Forecast } from "./keeping";
import { size } from "./reads";
import css from "./settings.module.css";

/** Tell whether anything goes. */
export function goes(forecast: Forecast): boolean {
  return forecast.events + forecast.payloads + forecast.attempts + forecast.beyond_size > 0;
}

export function ForecastList({ forecast }: { forecast: Forecast }) {
  const { t, i18n } = useTranslation("keeping");
  const number = (count: number) => `${count.toLocaleString(i18n.language)}${forecast.more && count >= 100_000 ? "+" : ""}`;
  return (
    <ul className={css["goes"]}>
      {forecast.events > 0 && <li>{t("eventsGo", { count: forecast.events, number: number(forecast.events) })}</li>}
      {forecast.payloads > 0 && <li>{t("payloadsGo", { count: forecast.payloads, number: number(forecast.payloads), size: size(forecast.payload_bytes) })}</li>}
      {forecast.attempts > 0 && <li>{t("attemptsGo", { count: forecast.attempts, number: number(forecast.attempts) })}</li>}
      {forecast.beyond_size > 0 && <li>{t("askBeyond", { size: size(forecast.beyond_size) })}</li>}
    </ul>
  );
}
