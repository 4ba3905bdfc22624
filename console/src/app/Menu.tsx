/** The menu: where one can go in this workspace. A role doesn't see what it can't use. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { api, data } from "@/api/client";
import { Icon, type IconName } from "@/widgets/icon";
import { Light } from "@/widgets/state";
import css from "./frame.module.css";
import type { Line } from "./live";
import { useAt, useMe } from "./session";

export function Menu({ line }: { line: Line }) {
  const { t } = useTranslation("shell");
  const at = useAt();
  const me = useMe();
  const tables = useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables")) });
  const item = (to: string, icon: IconName, label: string, end = false) => (
    <NavLink key={to} to={at(to)} end={end} className={css["item"] ?? ""}>
      <Icon name={icon} />
      {label}
    </NavLink>
  );
  return (
    <nav className={css["menu"]} aria-label={t("menu")}>
      <strong>{me.data?.workspace.label}</strong>
      {item("", "home", t("home"), true)}
      <div className={css["group"]}>{t("intake")}</div>
      {item("/webhooks", "webhook", t("webhooks"))}
      {item("/events", "activity", t("events"))}
      <div className={css["group"]}>{t("tables")}</div>
      {tables.data?.items.map((table) => item(`/tables/${table.name}`, "table", table.label))}
      <div style={{ flex: 1 }} />
      {item("/templates", "templates", t("templates"))}
      {item("/people", "person", t("people"))}
      {item("/settings", "settings", t("settings"))}
      <Light tone={line === "live" ? "ok" : line === "reconnecting" ? "warn" : "bad"}>{t(line)}</Light>
    </nav>
  );
}
