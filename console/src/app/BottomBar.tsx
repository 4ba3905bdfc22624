/** The bar under the thumb on a phone: where most go, and everything else behind the last. */
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { Icon, type IconName } from "@/widgets/icon";
import css from "./frame.module.css";
import { useUnseen } from "./failures";
import { useAt, useMay } from "./session";

export function BottomBar({ onMe }: { onMe: () => void }) {
  const { t } = useTranslation("shell");
  const at = useAt();
  const mayEvents = useMay("events:read");
  const unseen = useUnseen();
  const item = (to: string, icon: IconName, label: string, count = 0) => (
    <NavLink to={at(to)} end={to === ""} className={css["thumb"] ?? ""}>
      <Icon name={icon} size={22} />
      {label}
      {count > 0 && <span className={css["dotted"]}>{count > 99 ? "99+" : count}</span>}
    </NavLink>
  );
  return (
    <nav className={css["bottom"]} aria-label={t("bottomBar")}>
      {item("", "home", t("home"))}
      {item("/tables", "table", t("tables"))}
      {mayEvents && item("/events", "activity", t("eventsShort"), unseen)}
      <button type="button" className={css["thumb"]} onClick={onMe}>
        <Icon name="person" size={22} />
        {t("mine")}
      </button>
    </nav>
  );
}
