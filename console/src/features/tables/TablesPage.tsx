/** All tables of the workspace, in the order that the menu shows, and those in the trash. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useAt, useMay } from "@/app/session";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Empty, Loaded } from "@/ui/states";
import { useTell } from "@/ui/undo";
import { Icon } from "@/widgets/icon";
import { Square } from "@/widgets/small";
import { shortMoment } from "@/widgets/time";
import type { Hue } from "@/theme";
import { NewTable } from "./NewTable";
import { useRestoreTable, useTables, type Table } from "./reads";
import { TableRow } from "./TableRow";
import css from "./tables.module.css";

export function Component() {
  const { t } = useTranslation("tables");
  const mayBuild = useMay("tables:write");
  const [params, setParams] = useSearchParams();
  const tables = useTables();
  const create = () => setParams({ new: "1" });
  const at = useAt();
  const button = mayBuild && (
    <>
      <Link to={at("/import")}>
        <Button icon={<Icon name="upload" />}>{t("fromFile")}</Button>
      </Link>
      <Button type="primary" icon={<Icon name="plus" />} onClick={create}>
        {t("newTable")}
      </Button>
    </>
  );
  return (
    <Page title={t("title")} note={t("note")} actions={button} help="howto/design-tables">
      <Loaded query={tables}>
        {({ items }) =>
          items.length ? (
            <Panel flush>
              <ul className={css["list"]}>
                {items.map((table, index) => (
                  <TableRow key={table.id} table={table} tables={items} index={index} />
                ))}
              </ul>
            </Panel>
          ) : (
            <Nothing onCreate={create} mayBuild={mayBuild} />
          )
        }
      </Loaded>
      {mayBuild && <Trash />}
      <NewTable open={params.has("new") && mayBuild} onClose={() => setParams({})} />
    </Page>
  );
}

function Nothing({ onCreate, mayBuild }: { onCreate: () => void; mayBuild: boolean }) {
  const { t } = useTranslation("tables");
  const at = useAt();
  if (!mayBuild) return <Empty icon="table" title={t("emptyTitle")} text={t("emptyViewer")} />;
  const actions = (
    <>
      <Link to={at("/templates")}>
        <Button type="primary">{t("fromTemplate")}</Button>
      </Link>
      <Button onClick={onCreate}>{t("newTable")}</Button>
    </>
  );
  return <Empty icon="table" title={t("emptyTitle")} text={t("emptyText")} actions={actions} />;
}

function Trash() {
  const { t } = useTranslation("tables");
  const trashed = useTables(true);
  if (!trashed.data?.items.length) return null;
  return (
    <Panel flush title={t("trash")} extra={t("trashNote")} className={css["trash"]}>
      <ul className={css["list"]}>
        {trashed.data.items.map((table) => (
          <Trashed key={table.id} table={table} />
        ))}
      </ul>
    </Panel>
  );
}

function Trashed({ table }: { table: Table }) {
  const { t } = useTranslation("tables");
  const restore = useRestoreTable();
  const tell = useTell();
  // The row is gone by then: what is given to mutate would not be called any more.
  const bring = () => void restore.mutateAsync(table.id).then(() => tell.done(t("restored", { name: table.label })), tell.failed);
  return (
    <li className={css["row"]}>
      <Square hue={table.hue as Hue} />
      <s className={css["name"]}>{table.label}</s>
      <span className="quiet">{table.deleted_at && t("deletedAt", { when: shortMoment(table.deleted_at) })}</span>
      <span className={css["end"]}>
        <Button type="link" size="small" loading={restore.isPending} onClick={bring}>
          {t("restore")}
        </Button>
      </span>
    </li>
  );
}
