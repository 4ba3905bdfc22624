/** The line under the editor: problems, what was mended on paste, and where the cursor stands. */
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import css from "./script.module.css";
import type { Pasted, Problem } from "./ScriptEditor";

interface Props {
  problems: readonly Problem[];
  cursor: { line: number; column: number };
  pasted: Pasted | undefined;
  /** How many ids no table or field here has. */
  unknown: number;
  onDoctor: () => void;
  onGo: (line: number, column: number) => void;
  onPastedSeen: () => void;
}

export function Foot({ problems, cursor, pasted, unknown, onDoctor, onGo, onPastedSeen }: Props) {
  const { t } = useTranslation("script");
  const [isOpen, open] = useState(false);
  const errors = problems.filter((one) => one.isError).length;
  const first = problems.find((one) => one.isError) ?? problems[0];
  return (
    <footer className={css["foot"]}>
      {isOpen && problems.length > 0 && (
        <ul className={css["problems"]}>
          {problems.map((one) => (
            <li key={`${one.line}:${one.column}:${one.message}`}>
              <button type="button" onClick={() => onGo(one.line, one.column)}>
                <span data-tone={one.isError ? "bad" : "warn"}>
                  <Icon name={one.isError ? "failed" : "warning"} size={14} />
                </span>
                <span>{one.message}</span>
                <span className="quiet">{t("at", { line: one.line, column: one.column })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className={css["status"]}>
        {unknown > 0 && (
          <button type="button" data-tone="warn" onClick={onDoctor}>
            <Icon name="warning" size={14} /> {t("unknownIds", { count: unknown })}
          </button>
        )}
        {first ? (
          <>
            <button type="button" aria-expanded={isOpen} data-tone={errors ? "bad" : "warn"} onClick={() => open(!isOpen)}>
              <Icon name={errors ? "failed" : "warning"} size={14} /> {errors ? t("errors", { count: errors }) : t("hints", { count: problems.length })}
            </button>
            <button type="button" className={css["first"]} onClick={() => onGo(first.line, first.column)}>
              {t("lineSays", { line: first.line, message: first.message })}
            </button>
          </>
        ) : (
          <span data-tone="ok">
            <Icon name="check" size={14} /> {t("noProblems")}
          </span>
        )}
        <span className={css["grow"]} />
        {pasted && pasted.spaces + pasted.marks > 0 && (
          <span role="status">
            {[pasted.spaces > 0 && t("spacesMended", { count: pasted.spaces }), pasted.marks > 0 && t("marksMended", { count: pasted.marks })].filter(Boolean).join(t("and"))}{" "}
            <Button
              size="small"
              type="link"
              onClick={() => {
                pasted.undo();
                onPastedSeen();
              }}
            >
              {t("undoIt")}
            </Button>
          </span>
        )}
        <span className="quiet">{t("at", cursor)}</span>
      </div>
    </footer>
  );
}
