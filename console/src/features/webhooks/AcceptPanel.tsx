/** What the webhook takes: methods, JSON, what makes a duplicate, how fast, from which pages. */
import { Checkbox, InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { locationText, readLocation, settingsOf } from "./options";
import { useSource, type Webhook } from "./reads";
import { useSetting } from "./setting";
import css from "./settings.module.css";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "GET"];

export function AcceptPanel({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const settings = settingsOf(webhook);
  const set = useSetting(webhook);
  const disabled = !useMay("webhooks:write");
  const rate = settings.rate_limit?.per_second ?? null;
  return (
    <Panel title={t("accepts")}>
      <Row name={t("methods")} note={t("methodsNote")}>
        <Checkbox.Group disabled={disabled} options={METHODS} value={settings.methods} onChange={(methods) => methods.length > 0 && void set({ methods })} />
      </Row>
      <Row name={t("requiresJson")} note={t("requiresJsonNote")}>
        <Switch disabled={disabled} aria-label={t("requiresJson")} checked={settings.requires_json} onChange={(requires_json) => void set({ requires_json })} />
      </Row>
      <DedupeRow webhook={webhook} disabled={disabled} />
      <Row name={t("rateLimit")} note={t("rateLimitNote")}>
        <InputNumber
          key={rate}
          disabled={disabled}
          aria-label={t("rateLimit")}
          min={0}
          max={100_000}
          defaultValue={rate ?? undefined}
          placeholder={t("noLimit")}
          suffix={t("perSecond")}
          changeOnWheel={false}
          style={{ width: 160 }}
          onBlur={(event) => {
            const next = event.target.value === "" ? null : Number(event.target.value);
            if (next === rate || Number.isNaN(next)) return;
            void set({ rate_limit: next ? { per_second: next, burst: Math.max(1, Math.ceil(next * 2)) } : null });
          }}
        />
      </Row>
      <Row name={t("cors")} note={t("corsNote")}>
        <Select mode="tags" disabled={disabled} aria-label={t("cors")} open={false} suffixIcon={null} style={{ width: "100%" }} placeholder="https://www.example.com" value={settings.cors_origins} onChange={(cors_origins) => void set({ cors_origins })} />
      </Row>
    </Panel>
  );
}

function DedupeRow({ webhook, disabled }: { webhook: Webhook; disabled: boolean }) {
  const { t } = useTranslation("webhooks");
  const settings = settingsOf(webhook);
  const set = useSetting(webhook);
  const tell = useTell();
  const source = useSource(webhook.source);
  const keep = (texts: string[]) => {
    const read = texts.map(readLocation);
    const wrong = texts.find((_, index) => read[index] === null);
    if (wrong !== undefined) return tell.failed(new Error(t("dedupeWrong", { text: wrong })));
    void set({ dedupe: read.filter((one) => one !== null) });
  };
  return (
    <Row name={t("dedupeKey")} note={t("dedupeNote")}>
      <Select
        mode="tags"
        disabled={disabled}
        aria-label={t("dedupeKey")}
        style={{ width: "100%" }}
        placeholder={t("noDedupe")}
        value={settings.dedupe.map(locationText)}
        options={source?.fields.map(({ key }) => ({ value: key, label: key })) ?? []}
        onChange={keep}
      />
      {settings.dedupe.length > 0 && (
        <InputNumber
          key={settings.dedupe_days}
          disabled={disabled}
          aria-label={t("dedupeWindow")}
          min={1}
          max={90}
          defaultValue={settings.dedupe_days}
          suffix={t("days")}
          changeOnWheel={false}
          style={{ width: 120, marginTop: 6 }}
          onBlur={(event) => {
            const days = Number(event.target.value);
            if (Number.isInteger(days) && days >= 1 && days <= 90 && days !== settings.dedupe_days) void set({ dedupe_days: days });
          }}
        />
      )}
    </Row>
  );
}

function Row({ name, note, children }: { name: string; note: string; children: ReactNode }) {
  return (
    <div className={css["row"]}>
      <span>{name}</span>
      <div>
        {children}
        <small>{note}</small>
      </div>
    </div>
  );
}
