/** The imports of the last 30 days: what each wrote, its failed rows, and taking it back. */
import { Button, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { Loaded } from "@/ui/states";
import { Tag, type Tone } from "@/widgets/state";
import { Ago } from "@/widgets/time";
import { grouped } from "@/widgets/values/text";
import { useImports, type Import } from "./reads";
import { Undo } from "./Undo";

const TONES: Readonly<Record<Import["state"], Tone>> = { draft: "idle", running: "accent", done: "ok", failed: "bad", cancelled: "warn", undoing: "accent", undone: "idle" };

export function StateTag({ state }: { state: Import["state"] }) {
  const { t } = useTranslation("transfer");
  return <Tag tone={TONES[state]}>{t(`state_${state}`)}</Tag>;
}

export function PastImports({ table }: { table: string | undefined }) {
  const { t } = useTranslation("transfer");
  const imports = useImports(table);
  return (
    <Panel flush title={t("past")} extra={t("pastNote")}>
      <Loaded query={imports}>{({ items }) => <List items={items} />}</Loaded>
    </Panel>
  );
}

function List({ items }: { items: readonly Import[] }) {
  const { t } = useTranslation("transfer");
  const at = useAt();
  return (
    <Table<Import>
      size="small"
      rowKey="id"
      pagination={false}
      dataSource={[...items]}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t("pastNone") }}
      columns={[
        { title: t("file"), render: (_, one) => <Link to={at(one.table ? `/tables/${one.table}/import/${one.id}` : `/import/${one.id}`)}>{one.name}</Link> },
        { title: t("state"), width: 110, render: (_, one) => <StateTag state={one.state} /> },
        { title: t("created"), width: 90, align: "right", render: (_, one) => grouped(one.run?.created ?? 0) },
        { title: t("changed"), width: 90, align: "right", render: (_, one) => grouped(one.run?.changed ?? 0) },
        { title: t("failed"), width: 90, align: "right", render: (_, one) => grouped(one.run?.failed ?? 0) },
        { title: t("by"), width: 120, render: (_, one) => one.by },
        { title: t("when"), width: 110, render: (_, one) => <Ago at={one.created_at} /> },
        { title: "", width: 110, align: "right", render: (_, one) => (mayUndo(one) ? <Undo one={one} /> : one.state === "draft" ? <Continue one={one} /> : null) },
      ]}
    />
  );
}

/** Tell whether an import wrote something that can be taken back. */
export function mayUndo(one: Import): boolean {
  return ["done", "failed", "cancelled"].includes(one.state) && (one.run?.created ?? 0) + (one.run?.changed ?? 0) > 0;
}

function Continue({ one }: { one: Import }) {
  const { t } = useTranslation("transfer");
  const at = useAt();
  return (
    <Link to={at(one.table ? `/tables/${one.table}/import/${one.id}` : `/import/${one.id}`)}>
      <Button type="link" size="small">
        {t("goOn")}
      </Button>
    </Link>
  );
}
