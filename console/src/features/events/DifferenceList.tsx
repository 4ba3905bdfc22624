/** What differs from the event before, one line for each member. */
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/widgets/state";
import css from "./body.module.css";
import type { Difference } from "./difference";

const TONES: Record<Difference["kind"], Tone> = { added: "ok", removed: "bad", changed: "accent" };

export function DifferenceList({ found }: { found: readonly Difference[] }) {
  const { t } = useTranslation("events");
  if (found.length === 0) return <p className={css["same"]}>{t("noChanges")}</p>;
  return (
    <table className={css["headers"]}>
      <tbody>
        {found.map((one) => (
          <tr key={one.path}>
            <th scope="row">{one.path}</th>
            <td>
              {one.before !== undefined && <del>{one.before}</del>} {one.after !== undefined && <ins>{one.after}</ins>}
            </td>
            <td>
              <Tag tone={TONES[one.kind]}>{t(`diff_${one.kind}`)}</Tag>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
