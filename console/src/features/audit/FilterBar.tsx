/** The bar of filters above the audit. What it says stands in the address. */
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "./audit.module.css";
import { isNarrowed, spans, useFilters, type Span } from "./filters";
import { useActions, useAuthors } from "./reads";
import { useAuthorName, useWording } from "./words";

export function FilterBar() {
  const { t } = useTranslation("audit");
  const [filters, change, clear] = useFilters();
  const authors = useAuthors();
  const actions = useActions();
  const nameOf = useAuthorName();
  const wording = useWording();
  const plain = (text: string) => text.replace(/\{(subject|within)\}/g, "…").trim();
  return (
    <div className={css["bar"]} role="search">
      <Select<Span> size="small" className={css["narrow"]} allowClear aria-label={t("time")} placeholder={t("anyTime")} value={filters.time || undefined} onChange={(value?: Span) => change({ time: value ?? "" })} options={spans.map((value) => ({ value, label: t(`span_${value}`) }))} />
      <Select<string> size="small" className={css["narrow"]} allowClear showSearch={{ optionFilterProp: "label" }} aria-label={t("who")} placeholder={t("anybody")} value={filters.author || undefined} onChange={(value?: string) => change({ author: value ?? "" })} options={authors.map((one) => ({ value: one.id ? `${one.kind}:${one.id}` : one.kind, label: nameOf(one) }))} />
      <Select<string[]> size="small" mode="multiple" maxTagCount="responsive" className={css["wide"]} allowClear showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={320} aria-label={t("what")} placeholder={t("anything")} value={filters.action} onChange={(action) => change({ action })} options={actions.map((one) => ({ value: one.name, label: plain(wording(one.name)) }))} />
      {filters.subject && (
        <button type="button" className={css["chip"]} onClick={() => change({ subject: "" })}>
          {t("onlyThis")} <Icon name="close" size={12} />
        </button>
      )}
      {isNarrowed(filters) && (
        <Button size="small" type="text" onClick={clear}>
          {t("clear")}
        </Button>
      )}
    </div>
  );
}
