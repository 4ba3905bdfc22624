/** The records of a list, each a way to its page. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import { ValueView } from "@/widgets/values/ValueView";
import css from "./tile.module.css";
import type { TileData } from "./model";
import type { Shown } from "./TileBody";

export function Rows({ table, columns, sources, rows }: Shown & { rows: NonNullable<TileData["rows"]> }) {
  const { t } = useTranslation("dashboards");
  const at = useAt();
  const shown = rows.fields.map((id) => columns.find((one) => one.id === id)).filter((one) => one !== undefined);
  if (rows.records.length === 0) return <p className={css["none"]}>{t("noRecords")}</p>;
  return (
    <div className={css["rows"]} tabIndex={0} role="region" aria-label={table.label}>
      <table>
        <thead>
          <tr>
            {shown.map((column) => (
              <th key={column.id} scope="col">
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.records.map((record) => (
            <tr key={String(record["_id"])}>
              {shown.map((column, index) => {
                const value = <ValueView field={column} value={record[column.id]} sources={sources} />;
                return <td key={column.id}>{index === 0 ? <Link to={at(`/records/${encodeURIComponent(table.name)}/${String(record["_id"])}`)}>{value}</Link> : value}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
