/** Where a file is dropped, with the imports that came before it. */
import { Button } from "antd";
import { useRef, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { useAt } from "@/app/session";
import { Page } from "@/ui/Page";
import { Panel } from "@/ui/Panel";
import { Trouble } from "@/ui/states";
import { Icon } from "@/widgets/icon";
import { PastImports } from "./PastImports";
import { useSend, useTable } from "./reads";
import css from "./transfer.module.css";

export function Component() {
  const { table: ref } = useParams();
  const { t } = useTranslation("transfer");
  const at = useAt();
  const table = useTable(ref);
  const parent = ref ? { label: table.data?.label ?? ref, to: at(`/tables/${encodeURIComponent(ref)}`) } : { label: t("tables"), to: at("/tables") };
  return (
    <Page title={t(ref ? "title" : "titleNew")} parent={parent} note={t(ref ? "note" : "noteNew")} help="howto/import-and-export">
      <div className={css["start"]}>
        <Panel>
          <Drop table={ref} />
        </Panel>
        <PastImports table={ref} />
      </div>
    </Page>
  );
}

function Drop({ table }: { table: string | undefined }) {
  const { t } = useTranslation("transfer");
  const at = useAt();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, over] = useState(false);
  const send = useSend(table);
  const take = (file: File | null | undefined) => {
    if (!file) return;
    const base = table ? `/tables/${encodeURIComponent(table)}/import` : "/import";
    send.mutate(file, { onSuccess: (one) => void navigate(at(`${base}/${one.id}`)) });
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    over(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <>
      <div className={css["drop"]} data-over={isOver} onDragOver={(event) => (event.preventDefault(), over(true))} onDragLeave={() => over(false)} onDrop={dropped}>
        <Icon name="upload" size={32} />
        <h2>{send.isPending ? t("sending", { name: send.variables?.name ?? "" }) : t("dropTitle")}</h2>
        <p>{t("dropText")}</p>
        <input ref={input} type="file" hidden aria-label={t("choose")} accept=".csv,.tsv,.txt,.xlsx" onChange={(event) => (take(event.target.files?.[0]), (event.target.value = ""))} />
        <Button type="primary" loading={send.isPending} onClick={() => input.current?.click()}>
          {t("choose")}
        </Button>
      </div>
      {send.error && <Trouble error={send.error} />}
    </>
  );
}
