/** When backups are made and how many are kept: saved at once, with the way back. */
import { InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { shortMoment } from "@/widgets/time";
import { usePlan, type Backups, type Plan } from "./keeping";
import css from "./settings.module.css";

/** Every half hour of the day. */
const TIMES = Array.from({ length: 48 }, (_, half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);

export function BackupPlan({ plan: { next_at, ...plan } }: { plan: Backups["plan"] }) {
  const { t } = useTranslation("keeping");
  const put = usePlan();
  const tell = useTell();
  const save = (changes: Partial<Plan>) =>
    put.mutate({ ...plan, ...changes }, { onError: tell.failed, onSuccess: () => tell.done(t("planChanged"), () => put.mutateAsync(plan)) });
  return (
    <dl className={css["rows"]}>
      <div className={css["row"]}>
        <dt>
          <strong>{t("daily")}</strong>
          <span className="quiet">
            {t("dailyWhat", { zone: plan.zone })} · {next_at ? t("next", { at: shortMoment(next_at) }) : t("off")}
          </span>
        </dt>
        <dd className={css["inline"]}>
          <Select
            className={css["time"] ?? ""}
            showSearch
            aria-label={t("time")}
            value={plan.at}
            options={[...new Set([...TIMES, plan.at])].sort().map((value) => ({ value, label: value }))}
            onChange={(at) => save({ at })}
          />
          <Switch aria-label={t("daily")} checked={plan.is_on} loading={put.isPending} onChange={(is_on) => save({ is_on })} />
        </dd>
      </div>
      <Count name="daily" title={t("keepDaily")} text={t("keepDailyWhat")} unit={t("days")} least={1} plan={plan} onSave={save} />
      <Count name="weekly" title={t("keepWeekly")} text={t("keepWeeklyWhat")} unit={t("weeks")} least={0} plan={plan} onSave={save} />
    </dl>
  );
}

interface CountProps {
  name: "daily" | "weekly";
  title: string;
  text: string;
  unit: string;
  least: number;
  plan: Plan;
  onSave: (changes: Partial<Plan>) => void;
}

function Count({ name, title, text, unit, least, plan, onSave }: CountProps) {
  const [value, set] = useState<number | null>(plan[name]);
  return (
    <div className={css["row"]}>
      <dt>
        <strong>{title}</strong>
        <span className="quiet">{text}</span>
      </dt>
      <dd>
        <InputNumber
          key={plan[name]}
          className={css["number"] ?? ""}
          aria-label={title}
          min={least}
          max={366}
          precision={0}
          controls={false}
          defaultValue={plan[name]}
          suffix={unit}
          onChange={set}
          onBlur={() => value !== null && value !== plan[name] && onSave({ [name]: value })}
          onPressEnter={(event) => (event.target as HTMLElement).blur()}
        />
      </dd>
    </div>
  );
}
