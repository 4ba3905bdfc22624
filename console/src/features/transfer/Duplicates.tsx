/** What is the same record, and what becomes of a row whose record is there. */
import { Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { keysOf, modes, type Chosen, type Mode } from "./plan";
import type { FieldType, Table } from "./reads";
import css from "./transfer.module.css";

export function Duplicates({ chosen, table, types, onChoose }: { chosen: Chosen; table: Table; types: readonly FieldType[]; onChoose: (chosen: Chosen) => void }) {
  const { t } = useTranslation("transfer");
  const keys = keysOf(chosen, table, types);
  const first = keys.find((field) => field.unique) ?? keys[0];
  const turn = (mode: Mode) => onChoose({ ...chosen, mode, key: mode === "create" ? chosen.key : (chosen.key ?? first?.id) });
  return (
    <Panel title={t("same")}>
      <div className={css["same"]}>
        {t("sameBy")}
        <Select aria-label={t("same")} value={chosen.key} disabled={!keys.length} placeholder={t(keys.length ? "chooseKey" : "noKey")} options={keys.map((field) => ({ value: field.id, label: field.label }))} onChange={(key) => onChoose({ ...chosen, key, mode: chosen.mode === "create" ? "fill" : chosen.mode })} />
        {t("sameAfter")}
      </div>
      <Radio.Group className={css["modes"]} value={chosen.mode} onChange={(event) => turn(event.target.value as Mode)}>
        {modes.map((mode) => (
          <Radio key={mode} value={mode} disabled={mode !== "create" && !keys.length} data-on={mode === chosen.mode}>
            <strong>{t(`mode_${mode}`)}</strong> <span className="quiet">{t(`mode_${mode}_note`)}</span>
          </Radio>
        ))}
      </Radio.Group>
    </Panel>
  );
}
