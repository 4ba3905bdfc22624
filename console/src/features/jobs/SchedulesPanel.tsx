/** What is made again and again: when it fires next, when it did last, and running it now. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag } from "@/widgets/state";
import { Ago, shortMoment } from "@/widgets/time";
import css from "./jobs.module.css";
import { useRunNow, useSchedules, type Schedule } from "./reads";
import { useKindName } from "./words";

export function SchedulesPanel() {
  const { t } = useTranslation("jobs");
  const schedules = useSchedules();
  if (schedules.data?.items.length === 0) return null;
  return (
    <Panel flush title={t("schedules")} extra={t("schedulesNote")}>
      <Loaded query={schedules} rows={1}>
        {({ items }) => (
          <ul className={css["jobs"]}>
            {items.map((one) => (
              <ScheduleRow key={one.id} schedule={one} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function ScheduleRow({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation("jobs");
  const name = useKindName();
  const tell = useTell();
  const run = useRunNow(schedule.id);
  const isAdmin = useMay("admin");
  const daily = timeOfDay(schedule.cron);
  return (
    <li>
      <div className={css["what"]}>
        <b>{name(schedule.name)}</b>
        <Tag tone={schedule.is_on ? "ok" : "idle"}>{schedule.is_on ? t("on") : t("off")}</Tag>
        {schedule.whole_installation && <span className="quiet">{t("wholeInstallation")}</span>}
      </div>
      <div className={css["how"]}>
        {daily ? t("daily", { time: daily }) : <code>{schedule.cron}</code>} <span className="quiet">{schedule.zone}</span>
      </div>
      <div className={css["when"]}>
        {schedule.next_at ? t("nextAt", { moment: shortMoment(schedule.next_at) }) : t("notPlanned")}
        <small>
          {t("lastAt")} <Ago at={schedule.last_at} />
        </small>
      </div>
      <div className={css["acts"]}>
        {isAdmin && (
          <Button size="small" icon={<Icon name="play" size={14} />} loading={run.isPending} onClick={() => run.mutate(undefined, { onSuccess: () => tell.done(t("started")), onError: tell.failed })}>
            {t("runNow")}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Tells the time of a schedule that runs once each day, null of any other. */
function timeOfDay(cron: string): string | null {
  const found = /^(\d+) (\d+) \* \* \*$/.exec(cron);
  return found ? `${(found[2] ?? "").padStart(2, "0")}:${(found[1] ?? "").padStart(2, "0")}` : null;
}
