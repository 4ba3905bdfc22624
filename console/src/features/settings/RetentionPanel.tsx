/** How long things are kept, what they take and what goes soon; a change that would delete says first how much. */
import { InputNumber, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Confirm } from "@/ui/confirm";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Tag, type Tone } from "@/widgets/state";
import { shortMoment } from "@/widgets/time";
import { ForecastList, goes } from "./ForecastList";
import { letsMoreGo, preview, useChangeRetention, useRetention, type Age, type Changes, type Forecast, type Kept } from "./keeping";
import { size, type Installation } from "./reads";
import css from "./settings.module.css";

const OPEN: Readonly<Record<"received" | "running" | "waiting" | "held" | "failed", Tone>> = {
  received: "accent",
  running: "accent",
  waiting: "warn",
  held: "warn",
  failed: "bad",
};

const AGES = ["payloads", "events", "attempts", "rejected"] as const;

export function RetentionPanel({ installation }: { installation: Installation }) {
  const { t } = useTranslation("settings");
  const { t: k } = useTranslation("keeping");
  const retention = useRetention();
  return (
    <Panel flush title={<span id="settings-retention">{t("retention")}</span>} extra={k("retentionNote")}>
      <Usage installation={installation} />
      <Loaded query={retention} rows={5}>
        {(kept) => <Ages kept={kept} />}
      </Loaded>
      <dl className={css["rows"]}>
        {(["counts", "trash"] as const).map((what) => (
          <Row key={what} title={t(what)} text={t(`${what}What`)}>
            {t("days", { count: installation.retention[`${what}_days`] })}
          </Row>
        ))}
        <Row title={k("tables")} text={k("tablesKept")}>
          {k("always")}
        </Row>
      </dl>
    </Panel>
  );
}

function Usage({ installation }: { installation: Installation }) {
  const { t, i18n } = useTranslation("settings");
  const { data, database } = installation;
  const diskUsed = 1 - data.disk_free_bytes / data.disk_bytes;
  const number = `${data.events.toLocaleString(i18n.language)}${data.events_more ? "+" : ""}`;
  const free = t("diskFree", { free: size(data.disk_free_bytes), all: size(data.disk_bytes) });
  return (
    <div className={css["usage"]}>
      <span>
        <strong>{t(database.kind === "sqlite" ? "usedAll" : "used", { size: size(data.bytes) })}</strong> · {t("eventsKept", { number })}
      </span>
      <span className={css["open"]}>
        {(Object.keys(OPEN) as (keyof typeof OPEN)[])
          .filter((state) => data.open[state])
          .map((state) => (
            <Tag key={state} tone={OPEN[state]}>
              {t(`open_${state}`, { count: data.open[state] ?? 0 })}
            </Tag>
          ))}
      </span>
      <Progress percent={Math.round(diskUsed * 100)} size="small" status={diskUsed > 0.8 ? "exception" : "normal"} aria-label={free} />
      <span className="quiet">{free}</span>
    </div>
  );
}

function Ages({ kept }: { kept: Kept }) {
  const { t } = useTranslation("settings");
  const { t: k } = useTranslation("keeping");
  const change = useChangeRetention();
  const tell = useTell();
  const [asked, ask] = useState<{ changes: Changes; forecast: Forecast }>();
  const [attempt, again] = useState(0);
  const put = (changes: Changes) => {
    const before = Object.fromEntries(Object.keys(changes).map((name) => [name, kept.ages[name as Age]]));
    return change.mutateAsync(changes).then(() => tell.done(k("changed"), () => change.mutateAsync(before)), tell.failed);
  };
  const save = async (name: Age, value: number | null) => {
    if (!value || value === kept.ages[name]) return again(attempt + 1);
    const changes = { [name]: value };
    try {
      const forecast = await preview(changes);
      if (letsMoreGo(forecast, kept.tonight)) ask({ changes, forecast });
      else await put(changes);
    } catch (error) {
      tell.failed(error);
      again(attempt + 1);
    }
  };
  const cancel = () => {
    ask(undefined);
    again(attempt + 1);
  };
  const confirm = async () => {
    if (asked) await put(asked.changes);
    ask(undefined);
  };
  return (
    <dl className={css["rows"]} key={attempt}>
      {AGES.map((what) => (
        <Row key={what} title={t(what)} text={t(`${what}What`)}>
          <Days name={`${what}_days`} label={`${t(what)} ${k("days")}`} kept={kept} onSave={save} />
        </Row>
      ))}
      <Row title={k("cap")} text={kept.size_variable ? "" : kept.can_change_size ? k("capWhat") : k("capOthers")}>
        <Cap kept={kept} onSave={save} />
      </Row>
      <Row title={k("tonight")} text={kept.oldest_at ? k("oldest", { at: shortMoment(kept.oldest_at) }) : k("noEvents")}>
        {goes(kept.tonight) ? <ForecastList forecast={kept.tonight} /> : k("nothing")}
      </Row>
      <Confirm open={asked !== undefined} title={k("askTitle")} action={k("askAction")} onCancel={cancel} onConfirm={confirm}>
        <p>{k("askLead")}</p>
        {asked && <ForecastList forecast={asked.forecast} />}
        <p className="quiet">{k("askStays")}</p>
      </Confirm>
    </dl>
  );
}

interface DaysProps {
  name: Age;
  label: string;
  kept: Kept;
  onSave: (name: Age, value: number | null) => Promise<void>;
}

function Days({ name, label, kept, onSave }: DaysProps) {
  const { t } = useTranslation("keeping");
  const [value, set] = useState<number | null>(kept.ages[name]);
  return (
    <InputNumber
      key={kept.ages[name]}
      className={css["number"] ?? ""}
      aria-label={label}
      min={1}
      max={name === "gib" ? 100_000 : 3_650}
      precision={0}
      controls={false}
      defaultValue={kept.ages[name]}
      suffix={t(name === "gib" ? "gib" : "days")}
      onChange={set}
      onBlur={() => void onSave(name, value)}
      onPressEnter={(event) => (event.target as HTMLElement).blur()}
    />
  );
}

function Cap({ kept, onSave }: Pick<DaysProps, "kept" | "onSave">) {
  const { t } = useTranslation("keeping");
  if (kept.can_change_size) return <Days name="gib" label={`${t("cap")} GiB`} kept={kept} onSave={onSave} />;
  return (
    <span className={css["locked"]}>
      {kept.size_variable && <Icon name="lock" size={14} />}
      {kept.ages.gib} GiB
      {kept.size_variable && <code className="quiet">{kept.size_variable}</code>}
    </span>
  );
}

function Row({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <div className={css["row"]}>
      <dt>
        <strong>{title}</strong>
        <span className="quiet">{text}</span>
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
