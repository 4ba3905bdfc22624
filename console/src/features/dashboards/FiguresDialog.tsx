/** The figures of a chart as a list, each a way to its records: for the keyboard, and for those who want to read. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import type { Sources } from "@/widgets/values/field";
import css from "./tile.module.css";
import type { Aggregate, Column, Data, Table, Tile } from "./model";
import { behind, gridPath, measured } from "./series";
import { useParts } from "./TileBody";

interface Props {
  name: string;
  tile: Tile;
  table: Table;
  columns: readonly Column[];
  answer: Aggregate;
  span: Data["span"];
  sources: Sources;
  onClose: () => void;
}

export function FiguresDialog({ name, tile, table, columns, answer, span, sources, onClose }: Props) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const column = columns.find((one) => one.id === tile.group?.field);
  const parts = useParts({ tile, data: { aggregate: answer }, sources, column });
  return (
    <Modal open title={name} width={520} footer={null} onCancel={onClose}>
      <div className={css["figures"]} tabIndex={0} role="region" aria-label={name}>
        <table>
          <thead>
            <tr>
              <th scope="col">{column?.label}</th>
              <th scope="col">{t("figure")}</th>
              <th scope="col">{t("records")}</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part.key}>
                <td>
                  <Link to={at(gridPath(table.name, behind(tile, span, columns, part.filter)))}>{part.name}</Link>
                </td>
                <td>{measured(tile, columns, part.value, sources)}</td>
                <td>{part.count.toLocaleString()}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
