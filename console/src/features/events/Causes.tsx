/** Failures grouped by what went wrong, so that one looks at ten causes instead of a thousand events. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { api, data } from "@/api/client";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { Light, Tag } from "@/widgets/state";
import css from "./causes.module.css";
import { GroupView } from "./GroupView";
import { useFailures, type Group } from "./reads";

export function Causes({ webhook }: { webhook: string }) {
  const groups = useFailures(webhook || undefined);
  return (
    <div className={css["page"]}>
      <Loaded query={groups} rows={6}>
        {({ items }) => (
          <>
            <Told groups={items} />
            <Groups groups={items} />
            <Beside webhook={webhook} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Told({ groups }: { groups: readonly Group[] }) {
  const { t } = useTranslation("events");
  const count = groups.reduce((sum, group) => sum + group.count - group.retrying, 0);
  const retrying = groups.reduce((sum, group) => sum + group.retrying, 0);
  if (groups.length === 0) return null;
  return (
    <p className={css["told"]}>
      <b>{t("failedCauses", { count, causes: groups.length })}</b> {t("keptAll")}
      {retrying > 0 && ` ${t("retryingAlone", { count: retrying })}`}
    </p>
  );
}

function Groups({ groups }: { groups: readonly Group[] }) {
  const { t } = useTranslation("events");
  const [search, setSearch] = useSearchParams();
  const opened = search.get("group") ?? "";
  const open = (key: string) =>
    setSearch((now) => {
      const next = new URLSearchParams(now);
      if (key === opened) next.delete("group");
      else next.set("group", key);
      return next;
    }, { replace: true });
  if (groups.length === 0) return <Empty icon="done" title={t("noFailures")} text={t("noFailuresText")} />;
  return groups.map((group) => <GroupView key={group.key} group={group} open={group.key === opened} onToggle={() => open(group.key)} />);
}

/** What is no failure but worth a look. */
function Beside({ webhook }: { webhook: string }) {
  const { t } = useTranslation("events");
  const at = useAt();
  const numbers = useQuery({ queryKey: ["events", "numbers", 7], queryFn: () => data(api.GET("/api/v1/numbers", { params: { query: { days: 7 } } })) });
  const of = webhook ? `&webhook=${encodeURIComponent(webhook)}` : "";
  const issues = numbers.data?.issues;
  return (
    <Panel flush>
      <div className={css["beside"]}>
        <Light tone="warn">
          <b>{t("issuesTitle")}</b>
        </Light>
        <Tag tone="warn">{t("noFailure")}</Tag>
        <span className={css["text"]}>{t("issuesText")}</span>
        {issues !== undefined && !webhook && <b>{t("count", { count: issues })}</b>}
        <Link to={at(`/events?issues=1&time=7d${of}`)}>{t("look")}</Link>
      </div>
      <div className={css["beside"]}>
        <Light tone="idle">
          <b>{t("state_rejected")}</b>
        </Light>
        <Tag tone="idle">{t("notProcessed")}</Tag>
        <span className={css["text"]}>{t("rejectedText")}</span>
        <Link to={at(`/events?status=rejected&time=7d${of}`)}>{t("look")}</Link>
      </div>
    </Panel>
  );
}
