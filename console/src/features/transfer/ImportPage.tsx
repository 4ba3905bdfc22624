/** One import: first where its columns go and what that would do, then how far it is, then what came of it. */
import { Button, Steps } from "antd";
import { useTranslation } from "react-i18next";
import { Link, Navigate, useParams } from "react-router";
import { useAt } from "@/app/session";
import { Page } from "@/ui/Page";
import { Loaded } from "@/ui/states";
import { FilePanel } from "./FilePanel";
import { Matching } from "./Matching";
import { NewTable } from "./NewTable";
import { useFieldTypes, useImport, usePreview, useTable, type Import } from "./reads";
import { ResultPanel } from "./ResultPanel";
import css from "./transfer.module.css";

export function Component() {
  const { id = "", table: ref } = useParams();
  const { t } = useTranslation("transfer");
  const at = useAt();
  const found = useImport(id);
  const one = found.data;
  if (one?.table && !ref) return <Navigate to={at(`/tables/${one.table}/import/${id}`)} replace />;
  const base = ref ? `/tables/${encodeURIComponent(ref)}/import` : "/import";
  const parent = ref ? { label: one?.table_label ?? ref, to: at(`/tables/${encodeURIComponent(ref)}`) } : { label: t("tables"), to: at("/tables") };
  const step = one === undefined || one.state === "draft" ? 1 : 2;
  const items = [{ title: t("stepFile") }, { title: t(ref ? "stepMatch" : "stepTable") }, { title: t("stepImport") }];
  const again = (
    <Link to={at(base)}>
      <Button type="text">{t("otherFile")}</Button>
    </Link>
  );
  return (
    <Page title={t(ref ? "title" : "titleNew")} parent={parent} note={<Steps className={css["steps"]} size="small" current={step} items={items} />} actions={again} help="howto/import-and-export">
      <Loaded query={found} rows={8}>
        {(one) => (one.state === "draft" ? <Draft one={one} /> : <ResultPanel one={one} />)}
      </Loaded>
    </Page>
  );
}

function Draft({ one }: { one: Import }) {
  const preview = usePreview(one);
  const types = useFieldTypes();
  const table = useTable(one.table ?? undefined);
  return (
    <Loaded query={preview} rows={8}>
      {(preview) => (
        <Loaded query={types}>
          {({ items }) => {
            const file = <FilePanel one={one} />;
            if (!one.table) return <NewTable key={`${one.sheet} ${one.header}`} one={one} preview={preview} types={items} file={file} />;
            const key = `${one.table} ${one.sheet} ${one.header} ${one.encoding} ${one.delimiter}`;
            return <Loaded query={table}>{(table) => <Matching key={key} one={one} preview={preview} table={table} types={items} file={file} />}</Loaded>;
          }}
        </Loaded>
      )}
    </Loaded>
  );
}
