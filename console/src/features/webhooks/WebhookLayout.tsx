/** What all pages of one webhook share: its name, light, URL and switch, and the tabs; each page stands inside. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { NavLink, Outlet, useLocation, useParams } from "react-router";
import { Problem } from "@/api/client";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { CopyButton } from "@/widgets/CopyButton";
import { SourceBadge } from "@/widgets/small";
import { Light } from "@/widgets/state";
import { Ago } from "@/widgets/time";
import { LabelEditor } from "./LabelEditor";
import css from "./layout.module.css";
import { tones } from "./light";
import { OnSwitch } from "./OnSwitch";
import { percent } from "./rate";
import { useHealth, useSource, useWebhook, useWords, type Health, type Webhook } from "./reads";
import { urlParts } from "./url";

/** The page of the documentation for each tab that has one of its own. */
const HELP: Readonly<Record<string, string>> = { script: "howto/write-scripts", test: "howto/test-and-replay" };

export function Component() {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const { webhook = "" } = useParams();
  const asked = useWebhook(webhook);
  const parent = { label: t("title"), to: at("/webhooks") };
  if (asked.data) return <Shown webhook={asked.data} parent={parent} />;
  const isGone = asked.error instanceof Problem && (asked.error.status === 404 || asked.error.status === 410);
  return (
    <Page title={webhook} parent={parent}>
      {isGone ? <Empty icon="webhook" title={t("goneTitle")} text={t("goneText", { name: webhook })} actions={<NavLink to={parent.to}>{t("backToList")}</NavLink>} /> : <Loaded query={asked}>{() => null}</Loaded>}
    </Page>
  );
}

function Shown({ webhook, parent }: { webhook: Webhook; parent: { label: string; to: string } }) {
  const health = useHealth().data?.get(webhook.name);
  const light = webhook.is_on ? (health?.light ?? "new") : "off";
  const { t } = useTranslation("webhooks");
  const source = useSource(webhook.source);
  const words = useWords();
  const label = source ? words(source.label) : webhook.source;
  const help = HELP[useLocation().pathname.split("/")[5] ?? ""] ?? "howto/webhooks";
  const title = (
    <>
      <Light tone={tones[light]}>
        <span className="reader-only">{t(`light_${light}`)}</span>
      </Light>
      <LabelEditor webhook={webhook} />
      <Tooltip title={label}>
        <span>
          <SourceBadge name={webhook.source} glyph={[...label][0] ?? "?"} />
        </span>
      </Tooltip>
    </>
  );
  return (
    <Page title={title} name={webhook.label} parent={parent} note={<Note health={health} />} actions={<Actions webhook={webhook} held={health?.held ?? 0} />} help={help} bars={<Tabs webhook={webhook} />} fills>
      <Outlet context={webhook} />
    </Page>
  );
}

function Note({ health }: { health: Health | undefined }) {
  const { t } = useTranslation("webhooks");
  if (!health?.last_received_at) return <>{t("nothingYet")}</>;
  return (
    <>
      {t("lastReceived")} <Ago at={health.last_received_at} /> · {t("in24", { count: health.last_24h })} · {t("rate", { rate: percent(health.success_rate) })}
    </>
  );
}

function Actions({ webhook, held }: { webhook: Webhook; held: number }) {
  const { t } = useTranslation("webhooks");
  return (
    <>
      {webhook.url && (
        <span className={css["chip"]}>
          <span>{urlParts(webhook.url).short}</span>
          <b>{webhook.suffix}</b>
          <CopyButton text={webhook.url} what="URL" />
        </span>
      )}
      <span className={css["on"]}>
        {t(webhook.is_on ? "on" : "off")}
        <OnSwitch webhook={webhook} held={held} />
      </span>
    </>
  );
}

function Tabs({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const at = useAt();
  const may = useMay("scripts:publish");
  const here = at(`/webhooks/${webhook.name}`);
  const tab = (to: string, label: string, badge?: string, end = false) => (
    <NavLink to={to} end={end} className={css["tab"] ?? ""}>
      {label}
      {badge && <span className={css["badge"]}>{badge}</span>}
    </NavLink>
  );
  return (
    <nav className={css["tabs"]} aria-label={webhook.label}>
      {tab(here, t("overview"), undefined, true)}
      {may && tab(`${here}/script`, t("script"), webhook.live_version === null ? undefined : `v${webhook.live_version}`)}
      {tab(at(`/events?webhook=${webhook.name}`), t("events"))}
      {tab(`${here}/test`, t("test"))}
      {tab(`${here}/settings`, t("settings"))}
    </nav>
  );
}
