/** Lengths of time as people say them. */
import i18next from "i18next";

/** What stands behind hours, minutes and seconds, in the reader's language. */
export type Units = readonly [string, string, string];

/** 3852 as "1 h 4 min 12 s"; the server reads it back. */
export function spelledDuration(value: unknown, units: Units = unitsNow()): string {
  const seconds = Number(value);
  if (!Number.isFinite(seconds)) return String(value);
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const said = parts.flatMap((part, index) => (part > 0 ? [`${part} ${units[index]}`] : []));
  return said.length ? said.join(" ") : `0 ${units[2]}`;
}

function unitsNow(): Units {
  return [i18next.t("unitHour", { ns: "ui" }), i18next.t("unitMinute", { ns: "ui" }), i18next.t("unitSecond", { ns: "ui" })];
}
