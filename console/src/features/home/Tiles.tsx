/** The numbers that say at a glance whether leads arrive; each opens the list behind it. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Trouble } from "@/ui/states";
import { Sparkline } from "@/widgets/small";
import css from "./tiles.module.css";
import { DAYS, useFailures, useNumbers } from "./reads";
import { daysLine, growth, successLine, todayLine, type Numbers } from "./series";

export function Tiles() {
  const { t } = useTranslation("home");
  const numbers = useNumbers(DAYS);
  const mayEvents = useMay("events:read");
  if (numbers.error && !numbers.data) return <Trouble error={numbers.error} retry={() => void numbers.refetch()} />;
  const known = numbers.data;
  return (
    <div className={css["tiles"]}>
      <Tile to={mayEvents ? "/events?time=24h" : ""} label={t("leadsToday")} value={known?.today.toLocaleString()} unit={t("unit")} line={known && todayLine(known)}>
        {known && <Growth now={known.today} before={known.yesterday_same_time} text={t("thanYesterday")} none={t("noneYesterday")} />}
      </Tile>
      <Tile to={mayEvents ? "/events?time=7d" : ""} label={t("last7Days")} value={known?.last_7_days.toLocaleString()} unit={t("unit")} line={known && daysLine(known, DAYS)}>
        {known && <Growth now={known.last_7_days} before={known.before_7_days} text={known.duplicates ? t("duplicatesMerged", { count: known.duplicates }) : t("thanBefore")} none={known.duplicates ? t("duplicatesMerged", { count: known.duplicates }) : t("noneBefore")} />}
      </Tile>
      <Tile to={mayEvents ? "/events?as=causes" : ""} label={t("successRate")} {...rate(known)} line={known && successLine(known, DAYS)}>
        {known && (known.failed ? <><b data-tone="bad">{t("failed", { count: known.failed })}</b> {t("keptReplayable")}</> : <>{t("noneFailed")}</>)}
      </Tile>
      {mayEvents ? <Attention numbers={known} /> : <Tile to="" label={t("issues")} value={known?.issues.toLocaleString()} unit={t("unit")}>{t("issuesText")}</Tile>}
    </div>
  );
}

/** What a person should look at now. */
function Attention({ numbers }: { numbers: Numbers | undefined }) {
  const { t } = useTranslation("home");
  const groups = useFailures().data?.items;
  const unseen = groups?.reduce((sum, group) => sum + group.unseen, 0);
  return (
    <Tile to="/events?as=causes" label={t("attention")} value={unseen?.toLocaleString()} unit={t("unit")} tone={unseen ? "bad" : undefined}>
      {numbers && (numbers.waiting ? t("retrying", { count: numbers.waiting }) : numbers.issues ? t("withIssues", { count: numbers.issues }) : t("allSeen"))}
    </Tile>
  );
}

function rate(numbers: Numbers | undefined): { value: string | undefined; unit: string } {
  if (!numbers) return { value: undefined, unit: "" };
  if (numbers.success_rate === null) return { value: "–", unit: "" };
  const percent = Math.floor(numbers.success_rate * 1000) / 10;
  return { value: percent === 100 ? "100" : percent.toFixed(1), unit: "%" };
}

interface Props {
  to: string;
  label: string;
  value: string | undefined;
  unit: string;
  line?: readonly number[];
  tone?: "bad";
  children?: ReactNode;
}

function Tile({ to, label, value, unit, line, tone, children }: Props) {
  const at = useAt();
  const inside = (
    <>
      <span className={css["label"]}>{label}</span>
      <span className={css["value"]} data-tone={tone}>
        {value ?? "…"}
        {value !== undefined && value !== "–" && <small>{unit}</small>}
      </span>
      <span className={css["told"]}>{children}</span>
      {line && <span className={css["spark"]}><Sparkline values={line} label={label} /></span>}
    </>
  );
  return to ? (
    <Link to={at(to)} className={css["tile"] ?? ""}>
      {inside}
    </Link>
  ) : (
    <div className={css["tile"]}>{inside}</div>
  );
}

function Growth({ now, before, text, none }: { now: number; before: number; text: string; none: string }) {
  const grown = growth(now, before);
  if (grown === undefined) return none;
  return (
    <>
      <b data-tone={grown >= 0 ? "ok" : undefined}>{`${grown >= 0 ? "↑" : "↓"} ${Math.abs(grown)}%`}</b> {text}
    </>
  );
}
