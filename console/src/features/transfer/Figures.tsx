/** Created, changed, skipped, failed: four numbers and the bar of their shares. */
import { useTranslation } from "react-i18next";
import { grouped } from "@/widgets/values/text";
import type { Work } from "./reads";
import css from "./transfer.module.css";

const KINDS = ["created", "changed", "skipped", "failed"] as const;

export function Figures({ work }: { work: Work }) {
  const { t } = useTranslation("transfer");
  return (
    <>
      <dl className={css["figures"]}>
        {KINDS.map((kind) => (
          <div key={kind} data-kind={kind}>
            <dd>{grouped(work[kind])}</dd>
            <dt>{t(kind)}</dt>
          </div>
        ))}
      </dl>
      <div className={css["share"]} aria-hidden>
        {KINDS.map((kind) => work[kind] > 0 && <span key={kind} data-kind={kind} style={{ flexGrow: work[kind] }} />)}
      </div>
    </>
  );
}
