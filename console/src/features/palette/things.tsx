/** Everything the palette can find: pages, tables and webhooks of the workspace, what the server finds, and actions. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, data } from "@/api/client";
import { choose, useAppearance } from "@/app/appearance";
import { useAt, useMay } from "@/app/session";
import { speak } from "@/i18n/language";
import type { Hue } from "@/theme";
import type { IconName } from "@/widgets/icon";
import type { Rankable } from "./ranking";

export interface Thing extends Rankable {
  icon: IconName;
  hue?: Hue;
  note?: string;
  /** Where it is, from the root of the site. */
  to?: string;
  run?: () => void;
}

/** Give the pages that this role has. */
export function usePages(): Thing[] {
  const { t } = useTranslation(["shell", "palette"]);
  const at = useAt();
  const may = { webhooks: useMay("webhooks:write"), events: useMay("events:read"), admin: useMay("admin") };
  const page = (path: string, icon: IconName, label: string, words: string[] = []): Thing => ({ id: `page:${path}`, group: "go", icon, label, words, to: at(path) });
  return [
    page("", "home", t("home"), ["home"]),
    page("/dashboards", "dashboard", t("dashboards"), ["dashboards", "yibiaopan"]),
    ...(may.webhooks ? [page("/webhooks", "webhook", t("webhooks"), ["webhook"])] : []),
    ...(may.events ? [page("/events", "activity", t("events"), ["events"]), page("/events?as=causes", "alert", t("palette:failures"), ["failures"])] : []),
    page("/tables", "table", t("tables"), ["tables"]),
    ...(may.webhooks ? [page("/templates", "templates", t("templates"), ["templates"])] : []),
    ...(may.webhooks || may.admin ? [page("/people", "people", may.admin ? t("people") : t("tokens"), ["people", "tokens"])] : []),
    ...(may.admin ? [page("/audit", "shield", t("audit"), ["audit", "shenji"])] : []),
    page("/settings", "settings", t("settings"), ["settings"]),
  ];
}

/** Give the tables and webhooks. */
export function useOwnThings(): Thing[] {
  const { t } = useTranslation("palette");
  const at = useAt();
  const mayWebhooks = useMay("webhooks:write");
  const tables = useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
  const webhooks = useQuery({ queryKey: ["webhooks", "*palette"], queryFn: () => data(api.GET("/api/v1/webhooks", { params: { query: { limit: 200 } } })), enabled: mayWebhooks });
  const ofTables = tables.data?.items.map((one): Thing => ({ id: `table:${one.id}`, group: "go", icon: "table", hue: one.hue as Hue, label: one.label, words: [one.name, one.id], note: t("table"), to: at(`/tables/${encodeURIComponent(one.name)}`) }));
  const ofWebhooks = webhooks.data?.items.flatMap((one): Thing[] => [
    { id: `webhook:${one.id}`, group: "go", icon: "webhook", label: one.label, words: [one.name, one.id, one.source], note: `Webhook · ${one.is_on ? t("on") : t("off")}`, to: at(`/webhooks/${one.name}`) },
    { id: `script:${one.id}`, group: "go", icon: "code", label: `${one.label} › ${t("script")}`, words: [one.name], note: one.live_version ? t("liveVersion", { version: one.live_version }) : t("noVersion"), to: at(`/webhooks/${one.name}/script`) },
  ]);
  return [...(ofTables ?? []), ...(ofWebhooks ?? [])];
}

/** Give what can be done from anywhere. */
export function useActions(): Thing[] {
  const { t, i18n } = useTranslation(["palette", "shell"]);
  const at = useAt();
  const { mode } = useAppearance();
  const mayWebhooks = useMay("webhooks:write");
  const mayTables = useMay("tables:write");
  const other = i18n.language === "en" ? "zh-CN" : "en";
  const act = (id: string, icon: IconName, label: string, words: string[], rest: Partial<Thing>): Thing => ({ id: `action:${id}`, group: "actions", icon, label, words, ...rest });
  return [
    ...(mayWebhooks ? [act("webhook", "plus", t("newWebhook"), ["new webhook"], { to: at("/webhooks?new=1") })] : []),
    ...(mayTables ? [act("table", "plus", t("shell:addTable"), ["new table"], { to: at("/tables?new=1") })] : []),
    act("language", "language", t("otherLanguage"), ["language", "yuyan"], { run: () => void speak(other) }),
    act("mode", mode === "dark" ? "sun" : "moon", mode === "dark" ? t("toLight") : t("toDark"), ["theme", "dark", "light"], { run: () => choose(mode === "dark" ? "light" : "dark") }),
  ];
}
