/** A read-only tree of JSON: by mouse or keys one goes through it, and copies a value or the way to it. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../CopyButton";
import { Icon } from "../icon";
import css from "./json.module.css";
import { at, copied, found, rowsOf, type Path, type Row } from "./rows";

interface Props {
  /** As `read` gives it. */
  value: unknown;
  /** What is looked for: fitting lines are marked, the first is shown. */
  query?: string;
  /** What is said of a value beside it: a moment, the name of a code. */
  hint?: (path: Path, value: unknown) => ReactNode;
  chosen?: string;
  onChoose?: (spelt: string) => void;
}

const INDENT = 18;

export function JsonTree({ value, query = "", hint, chosen = "", onChoose }: Props) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  // While something is looked for, nothing is closed: what it finds must be seen.
  const rows = useMemo(() => rowsOf(value, query.trim() ? new Set() : closed), [value, closed, query]);
  const marked = useMemo(() => new Set(found(rows, query).map((row) => row.spelt)), [rows, query]);
  const first = rows.find((row) => marked.has(row.spelt))?.spelt;
  useEffect(() => {
    if (first) list.current?.querySelector(`[data-path=${CSS.escape(first)}]`)?.scrollIntoView({ block: "center" });
  }, [first]);
  const toggle = (row: Row) =>
    setClosed((now) => {
      const next = new Set(now);
      if (!next.delete(row.spelt)) next.add(row.spelt);
      return next;
    });
  const choose = (row: Row | undefined) => {
    if (!row) return;
    onChoose?.(row.spelt);
    list.current?.querySelector<HTMLElement>(`[data-path=${CSS.escape(row.spelt)}]`)?.focus();
  };
  const press = (event: KeyboardEvent, row: Row, index: number) => {
    if (event.target !== event.currentTarget) return;
    const act = pressedAct(event.key, row, rows, index);
    if (!act) return;
    event.preventDefault();
    if (act === "toggle") toggle(row);
    else choose(act);
  };
  const current = rows.some((row) => row.spelt === chosen) ? chosen : "$";
  return (
    <div className={css["tree"]} role="tree" aria-label={t("jsonTree")} ref={list}>
      {rows.map((row, index) => (
        <div
          key={row.spelt}
          role="treeitem"
          aria-level={row.depth + 1}
          aria-expanded={row.size ? row.open : undefined}
          aria-selected={row.spelt === chosen}
          tabIndex={row.spelt === current ? 0 : -1}
          data-path={row.spelt}
          data-found={marked.has(row.spelt) || undefined}
          className={css["row"]}
          style={{ paddingLeft: 8 + row.depth * INDENT }}
          onClick={() => choose(row)}
          onKeyDown={(event) => press(event, row, index)}
        >
          <span className={css["fold"]} onClick={row.size ? () => toggle(row) : undefined} aria-hidden>
            {row.size > 0 && <Icon name={row.open ? "chevron-down" : "chevron-right"} size={14} />}
          </span>
          <Line row={row} hint={hint?.(row.path, at(value, row.path))} />
          <span className={css["acts"]}>
            <CopyButton text={() => copied(at(value, row.path))} what={t("value")} tabIndex={-1} />
            <CopyButton text={row.spelt} what={t("path")} tabIndex={-1} copyIcon="link" />
          </span>
        </div>
      ))}
    </div>
  );
}

/** Give what a key does at a line: fold it, or which line it leads to. */
function pressedAct(key: string, row: Row, rows: readonly Row[], index: number): "toggle" | Row | undefined {
  if (key === "ArrowDown") return rows[index + 1];
  if (key === "ArrowUp") return rows[index - 1];
  if (key === "Home") return rows[0];
  if (key === "End") return rows.at(-1);
  if (key === "Enter" || key === " ") return row.size ? "toggle" : undefined;
  if (key === "ArrowRight") return row.size && !row.open ? "toggle" : rows[index + 1];
  if (key === "ArrowLeft") return row.open ? "toggle" : rows.slice(0, index).findLast((one) => one.depth < row.depth);
  return undefined;
}

function Line({ row, hint }: { row: Row; hint: ReactNode }) {
  const { t } = useTranslation();
  const [left, right] = row.kind === "array" ? ["[", "]"] : ["{", "}"];
  const isInside = row.kind === "object" || row.kind === "array";
  return (
    <span className={css["line"]}>
      {row.name !== undefined && (
        <>
          <span className={css["name"]}>{row.name}</span>
          <span className={css["colon"]}>: </span>
        </>
      )}
      {isInside ? (
        <>
          <span className={css["colon"]}>{row.open ? left : `${left}${row.size ? "…" : ""}${right}`}</span>
          {!row.open && row.size > 0 && <span className={css["size"]}>{t("members", { count: row.size })}</span>}
        </>
      ) : (
        <span className={css["value"]} data-kind={row.kind}>
          {row.text}
        </span>
      )}
      {hint && <span className={css["hint"]}>{hint}</span>}
    </span>
  );
}
