/** The gallery: each template says what it is, and beside it what it would make. */
import { Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { PreviewPanel } from "./PreviewPanel";
import { useTemplates, type Template } from "./reads";
import css from "./templates.module.css";

export function Component() {
  const { t, i18n } = useTranslation("templates");
  const { template: chosen } = useParams();
  const [query, setQuery] = useState("");
  const templates = useTemplates();
  const may = useMay("webhooks:write");
  const label = (one: Template) => (i18n.language === "en" ? one.label_en : one.label_zh);
  const matches = (one: Template) => `${one.name} ${label(one)}`.toLowerCase().includes(query.trim().toLowerCase());
  const search = (
    <Input
      allowClear
      prefix={<Icon name="search" size={14} />}
      placeholder={t("search")}
      aria-label={t("search")}
      value={query}
      onChange={(event) => setQuery(event.target.value)}
      className={css["search"]}
    />
  );
  return (
    <Page title={t("title")} note={t("note")} help="howto/connect-feiyu" actions={search} fills>
      <div className={css["gallery"]} data-chosen={chosen ? true : undefined}>
        <Loaded query={templates}>
          {({ items }) => {
            const shown = items.filter(matches);
            if (!shown.length) return <Empty icon="templates" title={t("noMatch", { query })} />;
            return (
              <div className={css["cards"]}>
                {shown.map((one) => (
                  <Card key={one.name} template={one} label={label(one)} chosen={one.name === chosen} />
                ))}
                {may && <BlankCard />}
              </div>
            );
          }}
        </Loaded>
      </div>
      {chosen && <PreviewPanel key={chosen} name={chosen} />}
    </Page>
  );
}

function Card({ template, label, chosen }: { template: Template; label: string; chosen: boolean }) {
  const { t, i18n } = useTranslation("templates");
  const at = useAt();
  return (
    <Link to={at(`/templates/${template.name}`)} className={css["card"]} aria-current={chosen || undefined}>
      <span className={css["picture"]} aria-hidden>
        <Icon name={template.name.includes("tutorial") ? "long-text" : "webhook"} size={20} />
      </span>
      <span className={css["words"]}>
        <strong>{label}</strong>
        <span className="quiet">
          {t("makesTables", { count: template.tables.length })} · {t("makesWebhooks", { count: template.webhooks.length })}
        </span>
        <span>{i18n.language === "en" ? template.summary_en : template.summary_zh}</span>
      </span>
    </Link>
  );
}

function BlankCard() {
  const { t } = useTranslation("templates");
  const at = useAt();
  return (
    <Link to={at("/webhooks?new=1")} className={css["card"]} data-blank>
      <span className={css["picture"]} aria-hidden>
        <Icon name="plus" size={20} />
      </span>
      <span className={css["words"]}>
        <strong>{t("blank")}</strong>
        <span>{t("blankText")}</span>
      </span>
    </Link>
  );
}
