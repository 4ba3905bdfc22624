/** What is sent: the source's demo lead, a stored event, or either of them changed; and how it is run. */
import { Button, Input, Segmented, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearchParams } from "react-router";
import type { Schemas } from "@/api/client";
import { useMay } from "@/app/session";
import type { Outcome } from "@/ui/run/outcome";
import { JSON_TYPE, useEvents, usePayload, useTry } from "@/ui/run/reads";
import { Icon } from "@/widgets/icon";
import { Key } from "@/widgets/small";
import { Tag } from "@/widgets/state";
import { clockTime } from "@/widgets/time";
import { byteLength, layOut, readBody } from "./body";
import { ListenBar } from "./ListenBar";
import { usePush } from "./push";
import css from "./testing.module.css";
import { LIVE, useScripts } from "./scripts";

const DEMO = "demo";

interface Props {
  webhook: Schemas["WebhookOut"];
  source: Schemas["SourceOut"] | undefined;
  sender: string;
  onDone: (outcome: Outcome) => void;
  onFailed: (error: unknown) => void;
}

export function BodyPanel({ webhook, source, sender, onDone, onFailed }: Props) {
  const { t } = useTranslation("testing");
  const [params, setParams] = useSearchParams();
  const chosen = params.get("event") ?? DEMO;
  const events = useEvents(webhook.name).data?.items ?? [];
  const stored = usePayload(chosen === DEMO ? null : chosen).data;
  const demo = source ? { text: JSON.stringify(source.demo, null, 2), type: JSON_TYPE } : undefined;
  const start = chosen === DEMO ? demo : stored && { ...stored, text: layOut(stored.text) };
  // Whoever comes from an event's page brings the body that they changed there.
  const brought = (useLocation().state as { body?: string } | null)?.body ?? null;
  const [typed, type] = useState(brought);
  const shown = useRef(chosen);
  useEffect(() => {
    if (shown.current === chosen) return;
    shown.current = chosen;
    type(null);
  }, [chosen]);
  const text = typed ?? start?.text ?? "";
  const body = readBody(text);
  const isJson = (start?.type ?? JSON_TYPE).includes("json");
  const isChanged = typed !== null && typed !== start?.text;
  const choose = (event: string) =>
    setParams((now) => {
      if (event === DEMO) now.delete("event");
      else now.set("event", event);
      return now;
    }, { replace: true });
  const options = [
    { value: DEMO, label: t("demoLead", { source: sender }) },
    ...(chosen !== DEMO && !events.some((one) => one.id === chosen) ? [{ value: chosen, label: chosen }] : []),
    ...events.map((one) => ({ value: one.id, label: `${clockTime(one.received_at)} ${one.title ?? one.id}` })),
  ];
  return (
    <section className={css["body"]} aria-label={t("bodyTitle")}>
      <div className={css["tools"]}>
        <Select aria-label={t("from")} className={css["grow"]} value={chosen} options={options} showSearch={{ optionFilterProp: "label" }} onChange={choose} />
        {isChanged && (
          <>
            <Tag tone="warn">{t("changed")}</Tag>
            <Button size="small" type="text" onClick={() => type(null)}>
              {t("restore")}
            </Button>
          </>
        )}
        <Button size="small" type="text" icon={<Icon name="code" size={14} />} disabled={!body.ok} onClick={() => type(layOut(text))}>
          {t("format")}
        </Button>
      </div>
      <Input.TextArea
        className={css["text"]}
        variant="borderless"
        spellCheck={false}
        aria-label={t("bodyTitle")}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) document.querySelector<HTMLButtonElement>("[data-run]")?.click();
        }}
      />
      <div className={css["told"]}>
        {isJson && (body.ok ? <span className="quiet">{t("jsonFine")}</span> : <span className={css["bad"]}>{t("jsonWrong", { problem: body.problem })}</span>)}
        <span className="quiet">
          {start?.type ?? JSON_TYPE} · {byteLength(text).toLocaleString()} B
        </span>
      </div>
      <RunBar webhook={webhook} event={isChanged || chosen === DEMO ? null : chosen} payload={{ text, type: start?.type ?? JSON_TYPE }} onDone={onDone} onFailed={onFailed} />
      <ListenBar webhook={webhook.name} onCame={choose} onFailed={onFailed} />
    </section>
  );
}

interface RunProps {
  webhook: Schemas["WebhookOut"];
  /** The stored event whose body is unchanged; a dry run of a version is a dry replay of it then. */
  event: string | null;
  payload: { text: string; type: string };
  onDone: (outcome: Outcome) => void;
  onFailed: (error: unknown) => void;
}

function RunBar({ webhook, event, payload, onDone, onFailed }: RunProps) {
  const { t } = useTranslation("testing");
  const scripts = useScripts(webhook);
  const [key, setKey] = useState<string>();
  const [isDry, setDry] = useState(true);
  const attempt = useTry();
  const push = usePush();
  const mayDraft = useMay("scripts:publish");
  const chosen = scripts.find((one) => one.key === key) ?? scripts[0];
  const isNone = !chosen;
  const told = { onSuccess: onDone, onError: onFailed };
  const run = () => {
    if (!isDry) return push.mutate({ webhook, payload }, told);
    if (!chosen) return;
    attempt.mutate({ webhook: webhook.name, source: chosen.source, version: chosen.version, language: chosen.language, event: chosen.source === null ? event : null, lead: payload, isDry: true }, told);
  };
  return (
    <div className={css["runBar"]}>
      <Segmented
        value={isDry ? "dry" : "real"}
        onChange={(value) => setDry(value === "dry")}
        options={[
          { value: "dry", label: t("dry") },
          { value: "real", label: t("real"), disabled: !webhook.url },
        ]}
      />
      {isDry ? (
        <Select aria-label={t("script")} value={chosen?.key} placeholder={t("noScript")} disabled={isNone || !mayDraft} onChange={setKey} popupMatchSelectWidth={false} options={scripts.map((one) => ({ value: one.key, label: one.key === "draft" ? t("draft") : one.key === LIVE ? t("liveVersion", { version: webhook.live_version ?? 0 }) : `v${one.version}` }))} />
      ) : (
        <span className="quiet">{t("realNote")}</span>
      )}
      <span className={css["grow"]} />
      <Button data-run type="primary" icon={<Icon name="play" size={14} />} loading={attempt.isPending || push.isPending} disabled={isDry && isNone} onClick={run}>
        {t(isDry ? "run" : "send")} <Key>Ctrl ↵</Key>
      </Button>
    </div>
  );
}
