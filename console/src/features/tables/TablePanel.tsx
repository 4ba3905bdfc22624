/** The table's own settings: they are saved at once, with the way back. */
import { Button, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { CopyButton } from "@/widgets/CopyButton";
import css from "./designer.module.css";
import { HuePicker } from "./HuePicker";
import { useChangeTable, type Table } from "./reads";
import { TrashTable } from "./TableRow";

export function TablePanel({ table }: { table: Table }) {
  const { t } = useTranslation("tables");
  const { t: ui } = useTranslation("ui");
  const { t: designer } = useTranslation("designer");
  const change = useChangeTable(table.id);
  const tell = useTell();
  const at = useAt();
  const go = useNavigate();
  const [asking, ask] = useState(false);
  const save = (key: "label" | "name" | "description" | "hue", value: string) => {
    const before = table[key];
    if (value === before || (key !== "description" && !value.trim())) return;
    change.mutate(
      { [key]: value },
      {
        onError: tell.failed,
        onSuccess: (saved) => {
          tell.done(ui("saved"), () => change.mutateAsync({ [key]: before }));
          if (key === "name") void go(at(`/tables/${saved.name}/design`), { replace: true });
        },
      },
    );
  };
  const box = (key: "label" | "name" | "description", label: string) => (
    <>
      <label htmlFor={`table-${key}`}>{label}</label>
      <Input key={table[key]} id={`table-${key}`} className={key === "name" ? "mono" : ""} defaultValue={table[key]} maxLength={key === "description" ? 2000 : 200} onBlur={(event) => save(key, event.target.value)} onPressEnter={(event) => event.currentTarget.blur()} />
    </>
  );
  return (
    <Panel title={designer("tableSettings")} className={css["panel"]}>
      <p className="quiet">{designer("noneChosen")}</p>
      <div className={css["form"]}>
        {box("label", t("label"))}
        {box("name", t("apiName"))}
        {box("description", t("description"))}
        <span>{t("hue")}</span>
        <HuePicker label={t("hue")} value={table.hue} onChange={(hue) => save("hue", hue)} />
        <span>id</span>
        <span>
          <code>{table.id}</code> <CopyButton text={table.id} what="id" />
        </span>
      </div>
      <div className={css["foot"]}>
        <Button danger type="text" onClick={() => ask(true)}>
          {t("delete")}
        </Button>
      </div>
      <TrashTable table={table} open={asking} onClose={() => ask(false)} />
    </Panel>
  );
}
