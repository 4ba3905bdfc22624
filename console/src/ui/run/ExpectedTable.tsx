/** What the sender waits for beside what it was given, line by line. */
import { useTranslation } from "react-i18next";
import { Icon } from "@/widgets/icon";
import { took } from "@/widgets/time";
import { kindOf, STATUS, TIME, type Line } from "./expectation";
import css from "./run.module.css";

export function ExpectedTable({ lines, sender }: { lines: readonly Line[]; sender: string }) {
  const { t } = useTranslation("testing");
  return (
    <table className={css["expected"]}>
      <thead>
        <tr>
          <th />
          <th>{t("wants", { source: sender })}</th>
          <th>{t("gets")}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key} data-wrong={!line.matches || undefined}>
            <td>{line.key === STATUS ? t("httpStatus") : line.key === TIME ? t("time") : line.key || t("wholeBody")}</td>
            <td>{line.key === TIME ? t("within", { time: took(Number(line.expected)) }) : <Told value={line.expected} other={line.given} isStatus={line.key === STATUS} />}</td>
            <td>{line.key === TIME ? took(Number(line.given)) : <Told value={line.given} other={line.expected} isStatus={line.key === STATUS} />}</td>
            <td>
              <span className={css[line.matches ? "right" : "wrong"]}>
                <Icon name={line.matches ? "check" : "close"} />
                <span className="reader-only">{t(line.matches ? "same" : "differs")}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A value; its kind is named where that is the difference. */
function Told({ value, other, isStatus }: { value: unknown; other: unknown; isStatus: boolean }) {
  const { t } = useTranslation("testing");
  const kind = kindOf(value);
  if (kind === "missing") return <span className="quiet">{t("kind_missing")}</span>;
  if (isStatus) return <code>{String(value)}</code>;
  return (
    <>
      <code>{JSON.stringify(value)}</code> {kind !== kindOf(other) && <span className="quiet">{t(`kind_${kind}`)}</span>}
    </>
  );
}
