/** Two people changed the same field: shows what each wrote and what stood before, and lets the reader choose, field by field. */
import { Modal, Radio } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Sources } from "@/widgets/values/field";
import { ValueView } from "@/widgets/values/ValueView";
import type { Column } from "../model/types";
import { sameValue, type Conflict } from "../store/writes";
import css from "./record.module.css";

type Side = "mine" | "theirs" | "original";

interface Props {
  conflict: Conflict;
  columns: readonly Column[];
  sources: Sources;
  /** The values to write over what is there now; none: theirs stay. */
  onSettle: (values: Record<string, unknown>) => void;
}

export function ConflictDialog({ conflict, columns, sources, onSettle }: Props) {
  const { t } = useTranslation("records");
  const fields = columns.filter((one) => one.id in conflict.mine);
  const [chosen, choose] = useState<Record<string, Side>>({});
  const sideOf = (field: string): Side => chosen[field] ?? "mine";
  const settle = () => {
    const values = fields.map((one) => [one.id, conflict[sideOf(one.id)][one.id]] as const);
    onSettle(Object.fromEntries(values.filter(([field, value]) => !sameValue(value, conflict.theirs[field]))));
  };
  return (
    <Modal open width={720} title={t("conflictTitle")} okText={t("conflictSave")} cancelText={t("conflictTheirs")} closable={false} keyboard={false} onOk={settle} onCancel={() => onSettle({})}>
      <p>{t("conflictText")}</p>
      <table className={css["conflict"]}>
        <thead>
          <tr>
            <th />
            <th>{t("mine")}</th>
            <th>{t("theirs")}</th>
            <th>{t("original")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.id}>
              <th scope="row">{field.label}</th>
              {(["mine", "theirs", "original"] as const).map((side) => (
                <td key={side}>
                  <Radio checked={sideOf(field.id) === side} onChange={() => choose({ ...chosen, [field.id]: side })} aria-label={`${field.label}: ${t(side)}`}>
                    <ValueView field={field} value={conflict[side][field.id]} sources={sources} />
                  </Radio>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
