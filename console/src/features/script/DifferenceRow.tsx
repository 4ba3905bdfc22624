/** One event that the draft makes something else of: what it had, what it would have; opens on a click. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useAt } from "@/app/session";
import type { Names } from "@/ui/run/names";
import { Icon } from "@/widgets/icon";
import { Tag } from "@/widgets/state";
import { shortMoment } from "@/widgets/time";
import css from "./compare.module.css";
import type { Difference } from "./reads";

interface Line {
  key: string;
  what: string;
  had: string;
  would: string;
}

export function DifferenceRow({ difference, names }: { difference: Difference; names: Names }) {
  const { t } = useTranslation("script");
  const at = useAt();
  const [isOpen, open] = useState(false);
  const lines = useLines(difference, names);
  return (
    <li>
      <button type="button" className={css["head"]} aria-expanded={isOpen} onClick={() => open(!isOpen)}>
        <Icon name={isOpen ? "chevron-down" : "chevron-right"} size={14} />
        <span>{shortMoment(difference.received_at)}</span>
        <b>{difference.title ?? difference.event}</b>
        <span className={css["parts"]}>
          {difference.parts.map((part) => (
            <Tag key={part} tone={part === "state" && difference.would.state !== "done" ? "bad" : "warn"}>
              {t(`differs_${part}`)}
            </Tag>
          ))}
        </span>
      </button>
      {isOpen && (
        <>
          <table className={css["lines"]}>
            <thead>
              <tr>
                <th />
                <th>{t("itHad")}</th>
                <th>{t("itWould")}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.key}>
                  <th scope="row">{line.what}</th>
                  <td>{line.had && <del>{line.had}</del>}</td>
                  <td>{line.would && <ins>{line.would}</ins>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className={css["more"]}>
            {difference.more_rows > 0 && <span className="quiet">{t("moreRows", { count: difference.more_rows })} </span>}
            <Link to={at(`/events/${difference.event}`)} target="_blank">
              {t("openEvent")}
            </Link>
          </p>
        </>
      )}
    </li>
  );
}

/** Spell what differs as lines of a table: state, answer, then field by field of each row. */
function useLines(difference: Difference, names: Names): Line[] {
  const { t } = useTranslation(["script", "events"]);
  const { had, would, parts, rows } = difference;
  const state = ({ state, error }: Difference["had"]) => [t(`events:state_${state}`), (error as { message?: string } | null)?.message].filter(Boolean).join(" · ");
  const answer = ({ answer: said }: Difference["had"]) => (said ? `${said.status} ${said.body}` : "–");
  const lines: Line[] = [];
  if (parts.includes("state")) lines.push({ key: "state", what: t("differs_state"), had: state(had), would: state(would) });
  if (parts.includes("answer")) lines.push({ key: "answer", what: t("differs_answer"), had: answer(had), would: answer(would) });
  for (const row of rows) {
    const table = names.label(row.table);
    const before = (row.before ?? {}) as Record<string, unknown>;
    const after = (row.after ?? {}) as Record<string, unknown>;
    if (row.operation === "delete") lines.push({ key: row.record, what: table, had: row.record, would: t("rowGoes") });
    const changed = row.operation === "create" ? Object.keys(after).filter((id) => after[id] !== null) : Object.keys(before);
    for (const id of changed) lines.push({ key: `${row.record}${id}`, what: `${table} · ${names.label(id)}`, had: row.operation === "create" ? "" : shown(names, id, before[id]), would: shown(names, id, after[id]) });
  }
  const left = ((difference.notes ?? []) as { code: string; table: string; record: string }[]).filter((note) => note.code === "surplus_record");
  for (const note of left) lines.push({ key: `left${note.record}`, what: names.label(note.table), had: note.record, would: t("rowNotMade") });
  return lines;
}

function shown(names: Names, id: string, value: unknown): string {
  return value === null || value === undefined || value === "" ? "–" : names.told(id, value);
}
