/** One unknown id: where it stands, what the comment beside it says, and what is to be done. */
import { Input, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Names } from "@/ui/run/names";
import { useFieldTypes } from "./doctor";
import css from "./doctor.module.css";
import { targetOf, type Choice, type Choices, type Unknown } from "./pasting";

interface Props {
  unknown: Unknown;
  names: Names;
  choices: Choices;
  onChoose: (choice: Choice) => void;
  onGo: (line: number, column: number) => void;
}

export function DoctorRow({ unknown, names, choices, onChoose, onGo }: Props) {
  const { t } = useTranslation("script");
  const choice = choices.get(unknown.id) ?? null;
  const isTable = unknown.kind === "table";
  const target = isTable ? null : targetOf(unknown.table, names, choices);
  const fields = target && target !== "new" ? target.fields : [];
  const mapped = isTable ? names.tables : fields;
  const canCreate = isTable || target !== null;
  const turn = (kind: "create" | "map") => onChoose(kind === "create" ? { kind, label: unknown.label, type: unknown.type } : mapped[0] ? { kind, to: mapped[0].id } : null);
  return (
    <div className={css["row"]} data-table={isTable || undefined} data-open={choice === null || undefined}>
      <button type="button" className={css["where"]} onClick={() => onGo(unknown.line, unknown.column)}>
        <code title={unknown.id}>{isTable ? `${unknown.id.slice(0, 8)}…${unknown.id.slice(-4)}` : `…${unknown.id.slice(-4)}`}</code>
        <span>{t("onLine", { line: unknown.line })}</span>
      </button>
      <div className={css["comment"]}>
        <strong>{isTable ? t("tableNamed", { label: unknown.label }) : unknown.label}</strong>
        {!isTable && <span className="quiet">{unknown.comment ?? t("noComment")}</span>}
      </div>
      <div className={css["what"]}>
        <Segmented
          size="small"
          value={choice?.kind}
          onChange={turn}
          options={[
            { value: "create" as const, label: t(isTable ? "makeTable" : "makeField"), disabled: !canCreate },
            { value: "map" as const, label: t("mapTo"), disabled: !mapped.length },
          ]}
        />
        {choice?.kind === "create" && <Made unknown={unknown} choice={choice} onChoose={onChoose} />}
        {choice?.kind === "map" && (
          <Select
            aria-label={t("mapTo")}
            value={choice.to}
            showSearch={{ optionFilterProp: "search" }}
            onChange={(to) => onChoose({ kind: "map", to })}
            options={mapped.map((one) => ({ value: one.id, label: one.label, search: `${one.label} ${one.name} ${one.id}` }))}
          />
        )}
        {choice === null && !isTable && <span className="quiet">{t("tableFirst")}</span>}
      </div>
    </div>
  );
}

function Made({ unknown, choice, onChoose }: { unknown: Unknown; choice: Extract<Choice, { kind: "create" }>; onChoose: (choice: Choice) => void }) {
  const { t, i18n } = useTranslation("script");
  const types = useFieldTypes().data?.items.filter((one) => !one.computed && one.refers === null) ?? [];
  const language = i18n.language === "en" ? "en" : "zh-CN";
  return (
    <span className={css["made"]}>
      <Input aria-label={t("label")} maxLength={100} value={choice.label} onChange={(event) => onChoose({ ...choice, label: event.target.value })} />
      {unknown.kind === "field" && (
        <Select
          aria-label={t("type")}
          value={choice.type}
          popupMatchSelectWidth={false}
          onChange={(type) => onChoose({ ...choice, type })}
          options={types.map((one) => ({ value: one.name, label: (one.label as Record<string, string>)[language] ?? one.name }))}
        />
      )}
    </span>
  );
}
