/** What failed and waits for a person, by cause. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Icon } from "@/widgets/icon";
import { Light } from "@/widgets/state";
import { shortMoment } from "@/widgets/time";
import css from "./home.module.css";
import { useFailures, useNamed } from "./reads";

const MOST_SHOWN = 3;

export function FailuresPanel() {
  const { t } = useTranslation("home");
  const at = useAt();
  const named = useNamed();
  const groups = useFailures().data?.items.filter((group) => group.count > group.retrying) ?? [];
  if (groups.length === 0) return null;
  return (
    <Panel title={t("attention")} extra={<Link to={at("/events?as=causes")}>{t("byCause")}</Link>} flush>
      <ul className={css["causes"]}>
        {groups.slice(0, MOST_SHOWN).map((group) => (
          <li key={group.key}>
            <Light tone="bad" />
            <span className={css["step"]}>
              <b>{`${group.message ?? group.code ?? ""} × ${group.count}`}</b>
              <small>
                {named(group.webhook).label} {group.version !== null && `· v${group.version}`} · {shortMoment(group.first_at)}
              </small>
            </span>
            <Link to={at(`/events?as=causes&group=${group.key}`)}>
              <Button size="small" icon={<Icon name="redo" size={14} />}>
                {t("dryRun")}
              </Button>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
