/** All dashboards that one sees: the shared ones, then one's own. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import css from "./list.module.css";
import type { Dashboard } from "./model";
import { NewDashboard } from "./NewDashboard";
import { useDashboards } from "./reads";
import { Sketch } from "./Sketch";

export function Component() {
  const { t } = useTranslation("dashboards");
  const [params, setParams] = useSearchParams();
  const dashboards = useDashboards();
  const create = () => setParams({ new: "1" });
  const button = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={create}>
      {t("newDashboard")}
    </Button>
  );
  return (
    <Page title={t("title")} note={t("note")} actions={dashboards.data?.length ? button : undefined} help="howto/dashboards">
      <Loaded query={dashboards}>{(items) => (items.length ? <List items={items} /> : <Nothing onCreate={create} />)}</Loaded>
      <NewDashboard open={params.has("new")} onClose={() => setParams({})} />
    </Page>
  );
}

function List({ items }: { items: readonly Dashboard[] }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  return (
    <ul className={css["cards"]}>
      {items.map((one) => (
        <li key={one.id}>
          <Link to={at(`/dashboards/${encodeURIComponent(one.name)}`)} className={css["card"] ?? ""}>
            <Sketch tiles={one.tiles} />
            <span className={css["name"]}>
              <strong>{one.label}</strong>
              <span className="quiet">
                {t("tiles", { count: one.tiles.length })} · {t(one.sharing)}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Nothing({ onCreate }: { onCreate: () => void }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const mayBuild = useMay("webhooks:write");
  const actions = (
    <>
      <Button type="primary" onClick={onCreate}>
        {t("newDashboard")}
      </Button>
      {mayBuild && (
        <Link to={at("/templates/feiyu")}>
          <Button>{t("trySample")}</Button>
        </Link>
      )}
    </>
  );
  return <Empty icon="dashboard" title={t("emptyTitle")} text={t("emptyText")} actions={actions} />;
}
