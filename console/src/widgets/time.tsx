/** Moments and lengths as this house writes them: relative under 24 hours, the whole moment on hover. */
import { Tooltip } from "antd";
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import type { TFunction } from "i18next";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

dayjs.extend(utc);
dayjs.extend(timezone);

const DAY_S = 86_400;
const TICK_MS = 10_000;

const zone = { name: Intl.DateTimeFormat().resolvedOptions().timeZone };

/** Show every moment in this zone from now on: the workspace's. */
export function showIn(name: string): void {
  zone.name = name;
}

/** 2026-11-24 13:37:05, in the workspace's zone. */
export function wholeMoment(moment: string | number): string {
  return dayjs(moment).tz(zone.name).format("YYYY-MM-DD HH:mm:ss");
}

/** 11-24 14:31 in Chinese, 24 Nov 14:31 in English. */
export function shortMoment(moment: string | number): string {
  const at = dayjs(moment).tz(zone.name);
  return at.format(dayjs.locale() === "en" ? "D MMM HH:mm" : "MM-DD HH:mm");
}

/** 14:31:48. */
export function clockTime(moment: string | number): string {
  return dayjs(moment).tz(zone.name).format("HH:mm:ss");
}

/** "12 s ago", and the short moment once it is a day old. */
export function ago(moment: string, t: TFunction<"ui">): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(moment)) / 1000));
  if (seconds < 5) return t("justNow");
  if (seconds < 60) return t("secondsAgo", { count: seconds });
  if (seconds < 3600) return t("minutesAgo", { count: Math.floor(seconds / 60) });
  return seconds < DAY_S ? t("hoursAgo", { count: Math.floor(seconds / 3600) }) : shortMoment(moment);
}

/** 23 ms, 1.2 s. */
export function took(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A moment that keeps saying how long ago it was. */
export function Ago({ at }: { at: string | null | undefined }) {
  const { t } = useTranslation("ui");
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span className="quiet">{t("never")}</span>;
  return (
    <Tooltip title={wholeMoment(at)}>
      <time dateTime={at}>{ago(at, t)}</time>
    </Tooltip>
  );
}
