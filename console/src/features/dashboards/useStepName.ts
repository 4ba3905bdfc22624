/** Names the steps of a chart in the workspace's zone: 14:00, 11-24, the week from 11-23, 2026-11. */
import dayjs from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { wholeMoment } from "@/widgets/time";

dayjs.extend(utc);
dayjs.extend(timezone);

export function useStepName(): (start: string, step: string) => string {
  const { t, i18n } = useTranslation("dashboards");
  const isEnglish = i18n.language === "en";
  return useCallback(
    (start: string, step: string) => {
      const at = dayjs(start.length > 10 ? wholeMoment(start) : start);
      if (step === "hour") return at.format(isEnglish ? "D MMM HH:mm" : "MM-DD HH:mm");
      if (step === "month") return at.format(isEnglish ? "MMM YYYY" : "YYYY-MM");
      const day = at.format(isEnglish ? "D MMM" : "MM-DD");
      return step === "week" ? t("weekFrom", { day }) : day;
    },
    [t, isEnglish],
  );
}
