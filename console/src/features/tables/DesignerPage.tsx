/** The designer of one table: its fields at the left, the chosen one at the right, and everything saved together. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { useAt } from "@/app/session";
import type { Hue } from "@/theme";
import { Page } from "@/ui/Page";
import { Empty, Loaded } from "@/ui/states";
import { Square } from "@/widgets/small";
import { Tag } from "@/widgets/state";
import css from "./designer.module.css";
import { FieldList } from "./FieldList";
import { FieldPanel } from "./FieldPanel";
import { Leaving } from "./Leaving";
import { TablePanel } from "./TablePanel";
import { useDesign, type Design } from "./design";
import { useFieldTypes, useTable, type FieldType, type Table } from "./reads";

export function Component() {
  const { table: name = "" } = useParams();
  const table = useTable(name);
  const types = useFieldTypes();
  return (
    <Loaded query={table} rows={10}>
      {(loaded) => (
        <Loaded query={types}>
          {({ items }) => (loaded.deleted_at ? <Gone table={loaded} /> : <Designer key={loaded.id} table={loaded} types={items} />)}
        </Loaded>
      )}
    </Loaded>
  );
}

function Gone({ table }: { table: Table }) {
  const { t } = useTranslation("designer");
  const at = useAt();
  const action = (
    <Link to={at("/tables")}>
      <Button type="primary">{t("toTables")}</Button>
    </Link>
  );
  return (
    <Page title={table.label}>
      <Empty icon="trash" title={t("tableGone")} text={t("tableGoneText")} actions={action} />
    </Page>
  );
}

function Designer({ table, types }: { table: Table; types: readonly FieldType[] }) {
  const { t } = useTranslation("designer");
  const at = useAt();
  const design = useDesign(table);
  const chosen = design.plan.drafts.find((draft) => draft.key === design.chosen);
  const title = (
    <>
      <Square hue={table.hue as Hue} />
      {table.label}
      <span className={css["step"]}>{t("title")}</span>
    </>
  );
  return (
    <Page
      title={title}
      name={`${table.label} · ${t("title")}`}
      note={<code>{table.name}</code>}
      help="howto/design-tables"
      actions={<Saving design={design} open={at(`/tables/${table.name}`)} />}
      fills
    >
      <div className={css["designer"]}>
        <FieldList table={table} types={types} design={design} />
        {chosen ? (
          <FieldPanel key={`${chosen.key} ${chosen.type}`} table={table.id} draft={chosen} types={types} design={design} />
        ) : (
          <TablePanel key={table.id} table={table} />
        )}
      </div>
      <Leaving when={design.count > 0} />
    </Page>
  );
}

function Saving({ design, open }: { design: Design; open: string }) {
  const { t } = useTranslation("designer");
  if (!design.count) {
    return (
      <Link to={open}>
        <Button>{t("openTable")}</Button>
      </Link>
    );
  }
  return (
    <>
      <Tag tone="warn">{t("unsaved", { count: design.count })}</Tag>
      <Button type="text" onClick={design.discard}>
        {t("discard")}
      </Button>
      <Button type="primary" loading={design.saving} onClick={() => void design.save()}>
        {t("save", { count: design.count })}
      </Button>
    </>
  );
}
