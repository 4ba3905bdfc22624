/** Where each column goes, what is the same record, and what the whole file would do; tried anew with every change. */
import { Select } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { Trouble } from "@/ui/states";
import { FieldIcon } from "@/widgets/fieldIcon";
import { Icon } from "@/widgets/icon";
import { DryRun } from "./DryRun";
import { Duplicates } from "./Duplicates";
import { assigned, begun, causesOf, spelled, type Chosen } from "./plan";
import { useTry, type Column, type FieldType, type Import, type Preview, type Table } from "./reads";
import { Samples } from "./Samples";
import css from "./transfer.module.css";

const TRY_AFTER_MS = 400;
const ROW = "-";

interface Props {
  one: Import;
  preview: Preview;
  table: Table;
  types: readonly FieldType[];
  file: ReactNode;
}

export function Matching({ one, preview, table, types, file }: Props) {
  const { t } = useTranslation("transfer");
  const [chosen, choose] = useState(() => begun(one, preview, table));
  const [touched, touch] = useState<ReadonlySet<number>>(new Set());
  const attempt = useTry(one.id);
  const plan = spelled(chosen);
  const wanted = JSON.stringify(plan);
  const tried = useRef(one.plan && one.check ? wanted : undefined);
  const { mutate } = attempt;
  useEffect(() => {
    if (wanted === undefined || tried.current === wanted) return;
    const timer = setTimeout(() => {
      tried.current = wanted;
      mutate(JSON.parse(wanted));
    }, TRY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [mutate, wanted]);
  const isStale = tried.current !== wanted || attempt.isPending || attempt.isError;
  const check = isStale ? null : one.check;
  const assign = (column: number, field: string | undefined) => {
    choose(assigned(chosen, column, field));
    touch(new Set([...touched, column]));
  };
  return (
    <div className={css["draft"]}>
      <div className={css["main"]}>
        {file}
        <Panel flush>
          <div className={css["scroll"]}>
            <table className={css["match"]}>
              <thead>
                <tr>
                  <th>{t("inFile")}</th>
                  <th aria-hidden />
                  <th>{t("intoField")}</th>
                  <th>{t("why")}</th>
                  <th>{one.rows === null ? t("inRows") : t("inRowsOf", { count: one.rows, number: one.rows.toLocaleString() })}</th>
                </tr>
              </thead>
              <tbody>
                {preview.columns.map((column) => (
                  <Row key={column.column} column={column} chosen={chosen} table={table} types={types} isTouched={touched.has(column.column)} check={check} onChoose={(field) => assign(column.column, field)} />
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
        {check && <Samples one={one} check={check} chosen={chosen} table={table} types={types} />}
      </div>
      <div className={css["side"]}>
        <Duplicates chosen={chosen} table={table} types={types} onChoose={choose} />
        {attempt.isError && <Trouble error={attempt.error} />}
        <DryRun one={one} check={check} chosen={chosen} isReady={plan !== undefined} onChoose={choose} />
      </div>
    </div>
  );
}

interface RowProps {
  column: Column;
  chosen: Chosen;
  table: Table;
  types: readonly FieldType[];
  isTouched: boolean;
  check: Import["check"];
  onChoose: (field: string | undefined) => void;
}

function Row({ column, chosen, table, types, isTouched, check, onChoose }: RowProps) {
  const { t } = useTranslation("transfer");
  const field = chosen.fields[column.column];
  const free = table.fields.filter((one) => !types.find((type) => type.name === one.type)?.computed);
  const icon = (type: string) => types.find((one) => one.name === type)?.icon;
  const label = (name: ReactNode, picture: ReactNode) => (
    <span className={css["option"]}>
      {picture}
      {name}
    </span>
  );
  const options = [{ value: ROW, label: label(t("leaveOut"), <Icon name="close" size={14} />), text: t("leaveOut") }, ...free.map((one) => ({ value: one.id, label: label(one.label, <FieldIcon name={icon(one.type)} />), text: one.label }))];
  const header = column.header || t("columnNo", { number: column.column + 1 });
  return (
    <tr data-on={isTouched || undefined}>
      <td>
        <strong>{header}</strong> <span className={css["samples"]}>{column.samples.slice(0, 3).join("、")}</span>
      </td>
      <td className={css["arrow"]}>
        <Icon name="arrow-right" size={14} />
      </td>
      <td>
        <Select className={css["into"]} aria-label={t("intoFieldOf", { header })} value={field ?? ROW} options={options} showSearch={{ optionFilterProp: "text" }} onChange={(value) => onChoose(value === ROW ? undefined : value)} />
      </td>
      <td className={isTouched ? css["mine"] : "quiet"}>{t(isTouched ? "why_mine" : `why_${column.why}`)}</td>
      <td>
        <Verdict field={field} check={check} />
      </td>
    </tr>
  );
}

function Verdict({ field, check }: { field: string | undefined; check: Import["check"] }) {
  const { t } = useTranslation("transfer");
  if (!field) return <span className="quiet">{t("notImported")}</span>;
  if (!check || check.state !== "done") return <span className="quiet">…</span>;
  const causes = causesOf(check, field);
  if (!causes.length)
    return (
      <span className={css["ok"]}>
        <Icon name="check" size={14} /> {t("allRead")}
      </span>
    );
  return (
    <>
      {causes.slice(0, 2).map((cause) => (
        <div key={cause.code + String(cause.fails)} className={css[cause.fails ? "bad" : "warn"]}>
          {t(cause.fails ? "cellsFail" : "cellsEmpty", { count: cause.count, number: cause.count.toLocaleString() })}
        </div>
      ))}
    </>
  );
}
