/** Is everything arriving, is anyone waiting, what to do next? An empty workspace says how to begin. */
import { Button, Segmented } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useAt, useMay, useMe } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { ArrivalsPanel } from "./ArrivalsPanel";
import { FailuresPanel } from "./FailuresPanel";
import { HealthPanel } from "./HealthPanel";
import css from "./home.module.css";
import { LatestPanel } from "./LatestPanel";
import { NextPanel } from "./NextPanel";
import { useTables, useWebhooks } from "./reads";
import { TablesPanel } from "./TablesPanel";
import { Tiles } from "./Tiles";

export type Range = 1 | 7 | 30;

export function Component() {
  const { t } = useTranslation("home");
  const at = useAt();
  const zone = useMe().data?.workspace.zone ?? "UTC";
  const [search, setSearch] = useSearchParams();
  const mayBuild = useMay("webhooks:write");
  const asked = Number(search.get("days"));
  const range: Range = asked === 7 || asked === 30 ? asked : 1;
  const now = dayjs().tz(zone);
  const actions = (
    <>
      <Segmented<Range>
        value={range}
        onChange={(value) => setSearch(value === 1 ? {} : { days: String(value) })}
        options={[
          { value: 1, label: t("today") },
          { value: 7, label: t("days", { count: 7 }) },
          { value: 30, label: t("days", { count: 30 }) },
        ]}
      />
      {mayBuild && (
        <Link to={at("/webhooks?new=1")} className={css["desk"] ?? ""}>
          <Button type="primary" icon={<Icon name="plus" />}>
            {t("connect")}
          </Button>
        </Link>
      )}
    </>
  );
  return (
    <Page title={t("title")} note={`${now.format(t("dateFormat"))} · ${now.format("HH:mm")} ${zone.split("/").at(-1)?.replaceAll("_", " ")}`} actions={actions} help="howto/set-up">
      <Begun>
        <Board range={range} />
      </Begun>
    </Page>
  );
}

/** Show how to begin while there is nothing yet. */
function Begun({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation("home");
  const at = useAt();
  const mayBuild = useMay("webhooks:write");
  const tables = useTables();
  const webhooks = useWebhooks().data?.items;
  return (
    <Loaded query={tables}>
      {({ items }) => {
        if (items.length > 0 || !mayBuild || webhooks === undefined || webhooks.length > 0) return children;
        const begin = (
          <>
            <Link to={at("/templates")}>
              <Button type="primary">{t("fromTemplate")}</Button>
            </Link>
            <Link to={at("/webhooks?new=1")}>
              <Button>{t("newWebhook")}</Button>
            </Link>
          </>
        );
        return <Empty icon="webhook" title={t("emptyTitle")} text={t("emptyText")} actions={begin} />;
      }}
    </Loaded>
  );
}

function Board({ range }: { range: Range }) {
  const mayEvents = useMay("events:read");
  return (
    <div className={css["board"]}>
      <Tiles />
      <div className={css["left"]}>
        <ArrivalsPanel range={range} />
        {mayEvents && <LatestPanel />}
      </div>
      <div className={css["right"]}>
        {mayEvents ? (
          <>
            <HealthPanel />
            <NextPanel />
            <FailuresPanel />
          </>
        ) : (
          <TablesPanel />
        )}
      </div>
    </div>
  );
}
