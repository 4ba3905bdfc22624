/** The list of webhooks: which receive well, which fail, which are silent, which are off. */
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { Light } from "@/widgets/state";
import { tones, type LightName } from "./light";
import css from "./list.module.css";
import { NewWebhook } from "./NewWebhook";
import { useHealth, useSources, useWebhooks, useWords, type Health, type Source, type Webhook } from "./reads";
import { WebhookRow } from "./WebhookRow";

const LIGHTS: readonly LightName[] = ["live", "failing", "silent", "new", "off"];

export function Component() {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const may = useMay("webhooks:write");
  const [params, setParams] = useSearchParams();
  const webhooks = useWebhooks();
  const query = params.get("q") ?? "";
  const set = (name: string, value: string) =>
    setParams((now) => {
      if (value) now.set(name, value);
      else now.delete(name);
      return now;
    }, { replace: true });
  const isEmpty = webhooks.data?.items.length === 0;
  const actions = (
    <>
      {!isEmpty && (
        <Input
          allowClear
          className={css["search"]}
          prefix={<Icon name="search" size={14} />}
          placeholder={t("searchHint")}
          aria-label={t("searchHint")}
          value={query}
          onChange={(event) => set("q", event.target.value)}
        />
      )}
      {may && (
        <>
          <Link to={at("/templates")} className={css["wide"]}>
            <Button icon={<Icon name="templates" />}>{t("fromTemplate")}</Button>
          </Link>
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => set("new", "1")}>
            {t("newWebhook")}
          </Button>
        </>
      )}
    </>
  );
  return (
    <Page title={t("title")} note={t("note")} help="howto/webhooks" actions={actions}>
      <Loaded query={webhooks} rows={8}>
        {({ items }) => (items.length ? <Listed items={items} query={query} light={params.get("light") ?? ""} set={set} /> : <Nothing onNew={() => set("new", "1")} />)}
      </Loaded>
      {may && <NewWebhook open={params.has("new")} onClose={() => set("new", "")} />}
    </Page>
  );
}

function Nothing({ onNew }: { onNew: () => void }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const may = useMay("webhooks:write");
  return (
    <Empty
      icon="webhook"
      title={t("emptyTitle")}
      text={t("emptyText")}
      actions={
        may && (
          <>
            <Button type="primary" onClick={onNew}>
              {t("newWebhook")}
            </Button>
            <Link to={at("/templates/feiyu-tutorial")}>
              <Button>{t("trySample")}</Button>
            </Link>
          </>
        )
      }
    />
  );
}

interface ListedProps {
  items: readonly Webhook[];
  query: string;
  light: string;
  set: (name: string, value: string) => void;
}

function Listed({ items, query, light, set }: ListedProps) {
  const { t } = useTranslation("webhooks");
  const health = useHealth().data ?? new Map<string, Health>();
  const sources = useSources().data?.items ?? [];
  const words = useWords();
  const sourceOf = (webhook: Webhook) => sources.find((one) => one.name === webhook.source);
  const lightOf = (webhook: Webhook): LightName => health.get(webhook.name)?.light ?? (webhook.is_on ? "new" : "off");
  const told = (webhook: Webhook) => `${webhook.label} ${webhook.description} ${webhook.name} ${webhook.suffix} ${sourceWords(sourceOf(webhook), words)}`.toLowerCase();
  const found = items.filter((one) => told(one).includes(query.trim().toLowerCase()));
  const shown = found.filter((one) => !light || lightOf(one) === light);
  const pill = (name: string, label: string, count: number, tone?: LightName) => (
    <button key={name} type="button" className={css["pill"]} aria-pressed={light === name} onClick={() => set("light", name)}>
      {tone ? <Light tone={tones[tone]}>{label}</Light> : label} <b>{count}</b>
    </button>
  );
  return (
    <>
      <div className={css["pills"]}>
        {pill("", t("all"), found.length)}
        {LIGHTS.map((name) => [name, found.filter((one) => lightOf(one) === name).length] as const)
          .filter(([name, count]) => count > 0 || name === light)
          .map(([name, count]) => pill(name, t(`light_${name}`), count, name))}
        <span className={css["since"]}>{t("last24")}</span>
      </div>
      {shown.length ? (
        <table className={css["table"]}>
          <thead>
            <tr>
              <th>{t("nameAndUrl")}</th>
              <th className={css["wide"]}>{t("source")}</th>
              <th className={css["wide"]}>{t("processing")}</th>
              <th>{t("lastReceived")}</th>
              <th className={css["wide"]}>{t("hours24")}</th>
              <th className={css["number"]}>{t("leads")}</th>
              <th className={css["number"]}>{t("successRate")}</th>
              <th>{t("on")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <WebhookRow key={one.id} webhook={one} health={health.get(one.name)} light={lightOf(one)} source={sourceOf(one)} />
            ))}
          </tbody>
        </table>
      ) : (
        <Empty
          icon="search"
          title={t("noMatch")}
          text={query || t(`light_${light as LightName}`)}
          actions={<Button onClick={() => (set("q", ""), set("light", ""))}>{t("showAll")}</Button>}
        />
      )}
    </>
  );
}

function sourceWords(source: Source | undefined, words: ReturnType<typeof useWords>): string {
  return source ? `${source.name} ${words(source.label)}` : "";
}
