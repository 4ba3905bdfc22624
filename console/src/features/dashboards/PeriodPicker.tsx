/** Chooses the time that all tiles are about: named periods, or two days. */
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./board.module.css";
import type { Data } from "./model";
import { PERIODS, type Period, type PeriodKind } from "./period";

interface Props {
  period: Period;
  span: Data["span"] | undefined;
  onChange: (period: Period) => void;
}

const DAY = "YYYY-MM-DD";

export function PeriodPicker({ period, span, onChange }: Props) {
  const { t } = useTranslation("dashboards");
  // Until both days are chosen, what is shown stays.
  const [isChoosing, choose] = useState(false);
  const kind: PeriodKind = isChoosing ? "custom" : period.kind;
  const pick = (next: PeriodKind) => {
    choose(next === "custom" && !span?.first);
    if (next !== "custom") onChange({ kind: next });
    else if (span?.first && span.last) onChange({ kind: "custom", first: span.first, last: span.last });
  };
  const days = period.kind === "custom" && period.first && period.last ? ([dayjs(period.first), dayjs(period.last)] as const) : null;
  return (
    <span className={css["period"]}>
      <Select aria-label={t("period")} value={kind} onChange={pick} popupMatchSelectWidth={false} getPopupContainer={(node) => (document.fullscreenElement ? (node.parentElement ?? document.body) : document.body)} options={PERIODS.map((value) => ({ value, label: t(`period_${value}`) }))} />
      {kind === "custom" && (
        <DatePicker.RangePicker
          value={days ? [days[0], days[1]] : null}
          allowClear={false}
          aria-label={t("period_custom")}
          onChange={(chosen) => {
            const [first, last] = chosen ?? [];
            if (!first || !last) return;
            choose(false);
            onChange({ kind: "custom", first: first.format(DAY), last: last.format(DAY) });
          }}
        />
      )}
    </span>
  );
}
