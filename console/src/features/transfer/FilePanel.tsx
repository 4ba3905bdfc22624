/** The file: how much it is, and how it is read, which can be chosen otherwise. */
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useTell } from "@/ui/undo";
import { grouped } from "@/widgets/values/text";
import { sizeOf } from "./plan";
import { useReadAnew, type Import } from "./reads";
import css from "./transfer.module.css";

const ENCODINGS = ["utf-8", "gb18030", "utf-16"] as const;
const HEADERS = [1, 2, 3, 4, 5, 0] as const;

export function FilePanel({ one }: { one: Import }) {
  const { t } = useTranslation("transfer");
  const tell = useTell();
  const read = useReadAnew(one.id);
  const isBook = one.format === "xlsx";
  const now = isBook ? { sheet: one.sheet, header: one.header } : { encoding: one.encoding, header: one.header };
  const change = (change: Parameters<typeof read.mutate>[0]) => read.mutate({ ...now, ...change }, { onError: tell.failed });
  const rows = one.rows === null ? t("rowsUnknown") : t("rows", { count: one.rows, number: grouped(one.rows) });
  const encodings = [...new Set<string>([one.encoding, ...ENCODINGS])].map((value) => ({ value, label: value.toUpperCase() }));
  return (
    <section className={css["file"]} aria-label={t("file")}>
      <span className={css["format"]}>{isBook ? "XLSX" : one.delimiter === "\t" ? "TSV" : "CSV"}</span>
      <div className={css["about"]}>
        <strong>{one.name}</strong>
        <span>
          {rows} · {t("columns", { count: one.headers.length, number: one.headers.length })} · {sizeOf(one.size)}
        </span>
      </div>
      {isBook ? (
        <label>
          {t("sheet")}
          <Select size="small" aria-label={t("sheet")} value={one.sheet} loading={read.isPending} options={one.sheets.map((value) => ({ value, label: value }))} onChange={(sheet) => change({ sheet, header: null })} popupMatchSelectWidth={false} />
        </label>
      ) : (
        <label>
          {t("encoding")}
          <Select size="small" aria-label={t("encoding")} value={one.encoding} loading={read.isPending} options={encodings} onChange={(encoding) => change({ encoding })} popupMatchSelectWidth={false} />
        </label>
      )}
      <label>
        {t("header")}
        <Select size="small" aria-label={t("header")} value={one.header} loading={read.isPending} options={HEADERS.map((value) => ({ value, label: value ? t("headerRow", { number: value }) : t("headerNone") }))} onChange={(header) => change({ header })} popupMatchSelectWidth={false} />
      </label>
    </section>
  );
}
