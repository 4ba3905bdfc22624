/** The first row of each outcome, as it would be. */
import { useTranslation } from "react-i18next";
import { context } from "@/api/client";
import { Panel } from "@/ui/Panel";
import { Tag, type Tone } from "@/widgets/state";
import { shownText } from "@/widgets/values/text";
import { noSources, type ValueField } from "@/widgets/values/field";
import type { Chosen } from "./plan";
import type { FieldType, Import, Table, Work } from "./reads";
import css from "./transfer.module.css";

const KINDS = ["create", "update", "skip", "issue", "fail"] as const;
const TONES: Readonly<Record<(typeof KINDS)[number], Tone>> = { create: "ok", update: "accent", skip: "idle", issue: "warn", fail: "bad" };

interface Props {
  one: Import;
  check: Work;
  chosen: Chosen;
  table: Table;
  types: readonly FieldType[];
}

export function Samples({ one, check, chosen, table, types }: Props) {
  const { t } = useTranslation("transfer");
  const { t: ui } = useTranslation("ui");
  const given = new Set(Object.values(chosen.fields));
  const fields = table.fields.filter((field) => given.has(field.id));
  const rows = KINDS.flatMap((kind) => (check.samples[kind] ? [{ kind, sample: check.samples[kind] }] : []));
  if (!rows.length) return null;
  const shown = (field: Table["fields"][number], value: unknown) => (value === null || value === undefined ? "" : shownText(valueField(field, types), value, noSources, { yes: ui("yes"), no: ui("no") }));
  return (
    <Panel flush title={t("becomes")} extra={t("becomesNote")}>
      <div className={css["scroll"]}>
        <table className={css["match"]} aria-label={`${t("becomes")} ${one.name}`}>
          <thead>
            <tr>
              <th>{t("outcome")}</th>
              {fields.map((field) => (
                <th key={field.id}>{field.label}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, sample }) => (
              <tr key={kind}>
                <td>
                  <Tag tone={TONES[kind]}>{t(`outcome_${kind}`)}</Tag>
                </td>
                {fields.map((field) => {
                  const fault = sample.faults.find((one) => one["field"] === field.id);
                  return (
                    <td key={field.id} className={fault ? css[kind === "fail" ? "bad" : "warn"] : undefined}>
                      {fault ? (context.language === "zh-CN" ? fault["zh"] : fault["en"]) : shown(field, sample.values[field.id])}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function valueField(field: Table["fields"][number], types: readonly FieldType[]): ValueField {
  const type = types.find((one) => one.name === field.type);
  return { ...field, widget: type?.widget ?? "line", shape: type?.shape ?? "text", icon: type?.icon ?? "text", computed: type?.computed ?? false };
}
