/** How many leads arrived when, each webhook in its colour. The chart's code comes after the numbers. */
import dayjs from "dayjs";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import css from "./home.module.css";
import type { Range } from "./HomePage";
import { DAYS, useHealth, useNamed, useNumbers } from "./reads";
import { arrivalsByDay, arrivalsToday, silences } from "./series";

const Chart = lazy(() => import("./Chart"));

export function ArrivalsPanel({ range }: { range: Range }) {
  const { t } = useTranslation("home");
  const named = useNamed();
  const numbers = useNumbers(range === 30 ? 30 : DAYS);
  const arrivals = numbers.data && (range === 1 ? arrivalsToday(numbers.data) : arrivalsByDay(numbers.data, range));
  const health = useHealth().data?.items ?? [];
  const silent = numbers.data ? silences(health, numbers.data, range).map((one) => ({ ...one, name: t("silentName", { name: named(one.webhook).label }) })) : [];
  const beforeName = range === 1 && numbers.data ? dayjs(numbers.data.now).tz(numbers.data.zone).format(t("lastDayFormat")) : t("weekBefore");
  const names = arrivals?.series.map((one) => named(one.webhook, one.source).label) ?? [];
  return (
    <Panel title={range === 1 ? t("perHour") : t("perDay")} extra={arrivals && <Legend names={names} before={arrivals.before.length > 0 ? beforeName : ""} />}>
      <div className={css["chart"]}>
        <Loaded query={numbers} rows={6}>
          {() => {
            if (!arrivals || (arrivals.series.length === 0 && arrivals.before.length === 0)) return <p className={css["none"]}>{range === 1 ? t("noneToday") : t("noneThen")}</p>;
            return (
              <Suspense>
                <Chart arrivals={arrivals} names={names} beforeName={beforeName} silent={silent} nowName={range === 1 ? t("now") : ""} />
              </Suspense>
            );
          }}
        </Loaded>
      </div>
    </Panel>
  );
}

function Legend({ names, before }: { names: readonly string[]; before: string }) {
  return (
    <ul className={css["legend"]}>
      {names.map((name, index) => (
        <li key={name}>
          <i style={{ background: `var(--series-${index + 1})` }} aria-hidden />
          {name}
        </li>
      ))}
      {before && (
        <li>
          <i data-dashed aria-hidden />
          {before}
        </li>
      )}
    </ul>
  );
}
