/** Runs the script on a stored event or the source's demo lead, and shows what came of it. */
import { Button, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { expectedOf } from "@/ui/run/expectation";
import { JSON_TYPE, useEvents, useNames, useSource, useTry } from "@/ui/run/reads";
import { Result } from "@/ui/run/Result";
import { Trouble } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { Key } from "@/widgets/small";
import { clockTime } from "@/widgets/time";
import type { Drafting } from "./drafting";
import type { Version, Webhook } from "./reads";
import css from "./script.module.css";

const DEMO = "demo";

interface Props {
  webhook: Webhook;
  live: Version | null;
  drafting: Drafting;
  onGo?: (line: number, column: number) => void;
}

export function RunPanel({ webhook, live, drafting, onGo }: Props) {
  const { t, i18n } = useTranslation("script");
  const at = useAt();
  const [params, setParams] = useSearchParams();
  const [isDry, setDry] = useState(true);
  const names = useNames();
  const source = useSource(webhook.source);
  const events = useEvents(webhook.name).data?.items ?? [];
  const attempt = useTry();
  const mayReplay = useMay("events:replay");
  const chosen = params.get("event") ?? events[0]?.id ?? DEMO;
  const isDemo = chosen === DEMO;
  const isLive = live !== null && live.source === drafting.source && live.language === drafting.language;
  const blocked = !isDry && (isDemo ? t("demoDryOnly") : !live ? t("needsLive") : "");
  const sender = source ? (i18n.language === "en" ? source.label.en : source.label.zh) : webhook.source;
  // A real run is always of what is live: a draft has left no version to tell of afterwards.
  const isOfLive = !isDry || isLive;
  const run = () =>
    attempt.mutate({ webhook: webhook.name, source: isOfLive ? null : drafting.source, version: null, language: drafting.language, event: isDemo ? null : chosen, lead: { text: JSON.stringify(source?.demo ?? {}), type: JSON_TYPE }, isDry });
  useEffect(() => attempt.reset(), [chosen, isDry]);
  const options = [
    ...(params.get("event") && !isDemo && !events.some((one) => one.id === chosen) ? [{ value: chosen, label: chosen }] : []),
    ...events.map((one) => ({ value: one.id, label: `${clockTime(one.received_at)} ${one.title ?? one.id}` })),
    { value: DEMO, label: t("demoLead", { source: sender }) },
  ];
  return (
    <aside className={css["side"]} aria-label={t("runOn")}>
      <div className={css["sideHead"]}>
        <h2>{t("runOn")}</h2>
        <Segmented
          size="small"
          value={isDry ? "dry" : "real"}
          onChange={(value) => setDry(value === "dry")}
          options={[
            { value: "dry", label: t("dry") },
            { value: "real", label: t("real"), disabled: !mayReplay },
          ]}
        />
      </div>
      <div className={css["sideBody"]}>
        <div className={css["runBar"]}>
          <Select
            aria-label={t("chooseEvent")}
            value={chosen}
            options={options}
            showSearch={{ optionFilterProp: "label" }}
            onChange={(value) =>
              setParams((now) => {
                now.set("event", value);
                return now;
              }, { replace: true })
            }
          />
          <Button data-run type="primary" icon={<Icon name="play" size={14} />} loading={attempt.isPending} disabled={!!blocked} onClick={run}>
            {t("run")}
          </Button>
        </div>
        <p className="quiet">
          {blocked || (isDry ? (isOfLive ? t("runsLive", { version: live?.number ?? 0 }) : t("runsDraft")) : t("runsReal", { version: live?.number ?? 0 }))} <Key>Ctrl ↵</Key>
        </p>
        {attempt.error && <Trouble error={attempt.error} retry={run} />}
        {attempt.data && (
          <Result outcome={attempt.data} names={names} expected={expectedOf(webhook.settings, source?.answer)} sender={sender} linkOf={(table, record) => (attempt.data.isDry ? undefined : at(`/records/${names.byId.get(table)?.table.name ?? table}/${record}`))} onGo={isOfLive && !isLive ? undefined : onGo} />
        )}
      </div>
    </aside>
  );
}
