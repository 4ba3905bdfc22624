/** The menu: where one can go in this workspace. A role doesn't see what it can't use. */
import { useQuery } from "@tanstack/react-query";
import { Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import { api, data } from "@/api/client";
import type { Hue } from "@/theme";
import { isApple } from "@/ui/keys";
import { Icon, type IconName } from "@/widgets/icon";
import { Key, Square } from "@/widgets/small";
import { Light } from "@/widgets/state";
import { useUnseen } from "./failures";
import css from "./menu.module.css";
import type { Line } from "./live";
import { MeMenu } from "./MeMenu";
import { useAt, useMay } from "./session";
import { WorkspaceSwitch } from "./WorkspaceSwitch";

interface Props {
  line: Line;
  onSearch: () => void;
  inDrawer?: boolean;
}

export function Menu({ line, onSearch, inDrawer }: Props) {
  const { t } = useTranslation("shell");
  const at = useAt();
  const mayEvents = useMay("events:read");
  const mayWebhooks = useMay("webhooks:write");
  const isAdmin = useMay("admin");
  const mayBuild = useMay("tables:write");
  const unseen = useUnseen();
  const item = (to: string, icon: IconName, label: string, count = 0) => (
    <Item to={at(to)} end={to === ""} label={label} count={count}>
      <Icon name={icon} />
    </Item>
  );
  return (
    <nav className={css[inDrawer ? "inner" : "menu"]} aria-label={t("menu")}>
      <WorkspaceSwitch />
      <button type="button" className={css["search"]} onClick={onSearch}>
        <Icon name="search" size={14} />
        <span className={css["word"]}>{t("searchOrGo")}</span>
        <span className={css["word"]}>
          <Key>{isApple ? "⌘K" : "Ctrl K"}</Key>
        </span>
      </button>
      <div className={css["list"]}>
        {item("", "home", t("home"))}
        {item("/dashboards", "dashboard", t("dashboards"))}
        {(mayWebhooks || mayEvents) && <div className={css["group"]}><span>{t("intake")}</span></div>}
        {mayWebhooks && item("/webhooks", "webhook", t("webhooks"))}
        {mayEvents && item("/events", "activity", t("events"), unseen)}
        <Tables />
      </div>
      <div>
        {mayWebhooks && item("/templates", "templates", t("templates"))}
        {isAdmin ? item("/people", "people", t("people")) : mayWebhooks && item("/people", "key", t("tokens"))}
        {isAdmin && item("/audit", "shield", t("audit"))}
        {mayBuild && item("/jobs", "clock", t("jobs"))}
        {item("/settings", "settings", t("settings"))}
      </div>
      <div className={css["me"]}>
        <MeMenu />
        <Tooltip title={t(line)} placement="right">
          <span className={css["line"]} role="status">
            <Light tone={line === "live" ? "ok" : line === "reconnecting" ? "warn" : "bad"}>
              <span className={css["word"]}>{t(line)}</span>
            </Light>
          </span>
        </Tooltip>
      </div>
    </nav>
  );
}

function Tables() {
  const { t } = useTranslation("shell");
  const at = useAt();
  const mayBuild = useMay("tables:write");
  const tables = useQuery({ queryKey: ["tables"], queryFn: () => data(api.GET("/api/v1/tables", { params: { query: { limit: 1000 } } })) });
  return (
    <>
      <div className={css["group"]}>
        <NavLink to={at("/tables")} end className={css["heading"] ?? ""}>
          {t("tables")}
        </NavLink>
        {mayBuild && (
          <Tooltip title={t("addTable")} placement="right">
            <Link to={at("/tables?new=1")} className={css["add"] ?? ""} aria-label={t("addTable")}>
              <Icon name="plus" size={14} />
            </Link>
          </Tooltip>
        )}
      </div>
      {tables.data?.items.map((table) => (
        <Item key={table.id} to={at(`/tables/${encodeURIComponent(table.name)}`)} label={table.label}>
          <span className={css["hue"]}>
            <Square hue={table.hue as Hue} />
          </span>
        </Item>
      ))}
    </>
  );
}

function Item({ to, end, label, count = 0, children }: { to: string; end?: boolean; label: string; count?: number; children: ReactNode }) {
  return (
    <NavLink to={to} end={end} className={css["item"] ?? ""} title={label}>
      {children}
      <span className={css["word"]}>{label}</span>
      {count > 0 && <span className={css["count"]}>{count > 99 ? "99+" : count}</span>}
    </NavLink>
  );
}
