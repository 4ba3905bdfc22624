/** The bar of filters above the list. What it says stands in the address. */
import { Button, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "./events.module.css";
import { isNarrowed, spans, states, useFilters, type Span, type State } from "./filters";
import { useWebhooks } from "./reads";

export function FilterBar({ as, children }: { as: "list" | "causes"; children: ReactNode }) {
  const { t } = useTranslation("events");
  const [filters, change, clear] = useFilters();
  const webhooks = useWebhooks().data?.items ?? [];
  const webhook = (
    <Select size="small" className={css["wide"]} allowClear showSearch={{ optionFilterProp: "label" }} aria-label="Webhook" placeholder={t("anyWebhook")} value={filters.webhook || undefined} onChange={(value?: string) => change({ webhook: value ?? "", version: "" })} options={webhooks.map((one) => ({ value: one.name, label: one.label }))} />
  );
  if (as === "causes") {
    return (
      <div className={css["bar"]} role="search">
        {children}
        {webhook}
      </div>
    );
  }
  return (
    <div className={css["bar"]} role="search">
      {children}
      <Select<State[]> size="small" mode="multiple" maxTagCount="responsive" className={css["wide"]} allowClear aria-label={t("status")} placeholder={t("anyStatus")} value={filters.state} onChange={(state) => change({ state })} options={states.map((value) => ({ value, label: t(`state_${value}`) }))} />
      {webhook}
      <Select<Span> size="small" className={css["narrow"]} allowClear aria-label={t("time")} placeholder={t("anyTime")} value={filters.time || undefined} onChange={(value?: Span) => change({ time: value ?? "" })} options={spans.map((value) => ({ value, label: t(`span_${value}`) }))} />
      <InputNumber size="small" className={css["version"]} min={1} precision={0} prefix="v" aria-label={t("version")} placeholder={t("version")} value={filters.version ? Number(filters.version) : null} onChange={(value) => change({ version: value ? String(value) : "" })} />
      <Toggle on={filters.issues} label={t("withIssues")} onChange={(issues) => change({ issues })} />
      <Toggle on={filters.duplicate} label={t("duplicates")} onChange={(duplicate) => change({ duplicate })} />
      {isNarrowed(filters) && (
        <Button size="small" type="text" icon={<Icon name="close" size={12} />} onClick={clear}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}

function Toggle({ on, label, onChange }: { on: boolean; label: string; onChange: (on: boolean) => void }) {
  return (
    <button type="button" className={css["toggle"]} aria-pressed={on} onClick={() => onChange(!on)}>
      {label}
    </button>
  );
}
