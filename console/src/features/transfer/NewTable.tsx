/** A table made of the file: its name, and which columns become fields of which type. */
import { Button, Checkbox, Input, Select } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { context } from "@/api/client";
import { useAt } from "@/app/session";
import { Panel } from "@/ui/Panel";
import { useTell } from "@/ui/undo";
import { useMakeTable, type FieldType, type Import, type Preview } from "./reads";
import css from "./transfer.module.css";

interface Wanted {
  column: number;
  label: string;
  type: string;
  isOn: boolean;
}

export function NewTable({ one, preview, types, file }: { one: Import; preview: Preview; types: readonly FieldType[]; file: ReactNode }) {
  const { t } = useTranslation("transfer");
  const at = useAt();
  const navigate = useNavigate();
  const tell = useTell();
  const make = useMakeTable(one.id);
  const [label, name] = useState(one.name.replace(/\.[^.]*$/, ""));
  const [wanted, want] = useState<readonly Wanted[]>(() => preview.columns.map(({ column, header, type, why }) => ({ column, label: header || t("columnNo", { number: column + 1 }), type, isOn: why !== "row_number" })));
  const change = (column: number, change: Partial<Wanted>) => want(wanted.map((one) => (one.column === column ? { ...one, ...change } : one)));
  const chosen = wanted.filter((one) => one.isOn && one.label.trim());
  const options = types.filter((type) => !type.computed && type.name !== "link").map((type) => ({ value: type.name, label: type.label[context.language] ?? type.name }));
  const create = () => {
    const columns = chosen.map(({ column, label, type }) => {
      const guess = preview.columns[column];
      return { column, label: label.trim(), type, params: guess?.type === type ? guess.params : {} };
    });
    make.mutate({ label: label.trim(), columns }, { onError: tell.failed, onSuccess: (made) => void navigate(at(`/tables/${made.table}/import/${made.id}`)) });
  };
  return (
    <div className={css["result"]}>
      {file}
      <Panel flush title={t("newTable")}>
        <label className={css["label"]}>
          {t("tableLabel")}
          <Input value={label} maxLength={200} onChange={(event) => name(event.target.value)} />
        </label>
        <div className={css["scroll"]}>
          <table className={css["match"]}>
            <thead>
              <tr>
                <th>{t("inFile")}</th>
                <th>{t("fieldLabel")}</th>
                <th>{t("fieldType")}</th>
              </tr>
            </thead>
            <tbody>
              {wanted.map((one) => (
                <tr key={one.column}>
                  <td>
                    <Checkbox checked={one.isOn} onChange={(event) => change(one.column, { isOn: event.target.checked })}>
                      <strong>{preview.columns[one.column]?.header || t("columnNo", { number: one.column + 1 })}</strong>
                    </Checkbox>
                    <span className={css["samples"]}>{preview.columns[one.column]?.samples.slice(0, 3).join("、")}</span>
                  </td>
                  <td>
                    <Input aria-label={`${t("fieldLabel")} ${one.column + 1}`} disabled={!one.isOn} value={one.label} maxLength={200} onChange={(event) => change(one.column, { label: event.target.value })} />
                  </td>
                  <td>
                    <Select className={css["into"]} aria-label={`${t("fieldType")} ${one.column + 1}`} disabled={!one.isOn} value={one.type} options={options} onChange={(type) => change(one.column, { type })} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className={css["actions"]}>
          <Button type="primary" disabled={!label.trim() || !chosen.length} loading={make.isPending} onClick={create}>
            {t("makeTable", { count: chosen.length, number: chosen.length })}
          </Button>
        </div>
      </Panel>
    </div>
  );
}
