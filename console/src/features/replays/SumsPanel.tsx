/** What became of the records, or would: four numbers, a bar, and each table. */
import { useTranslation } from "react-i18next";
import type { Hue } from "@/theme";
import { useNames } from "@/ui/run/reads";
import { Panel } from "@/ui/Panel";
import { Square } from "@/widgets/small";
import type { Replay } from "./reads";
import css from "./replays.module.css";
import { sumsOf } from "./sums";

const KINDS = ["created", "changed", "skipped", "failing"] as const;

export function SumsPanel({ replay }: { replay: Replay }) {
  const { t } = useTranslation("replays");
  const names = useNames();
  const sums = sumsOf(replay);
  const shown = KINDS.filter((kind) => sums[kind] > 0);
  return (
    <Panel title={replay.dry_run ? t("would") : t("did")} extra={replay.dry_run && t("nothingWritten")}>
      <div className={css["sums"]}>
        {KINDS.map((kind) => (
          <div key={kind} data-kind={kind} data-none={sums[kind] === 0 || undefined}>
            <b>{sums[kind].toLocaleString()}</b>
            <span>{t(replay.dry_run && kind === "failing" ? "stillFailing" : kind)}</span>
          </div>
        ))}
      </div>
      {shown.length > 0 && (
        <div className={css["bar"]} aria-hidden>
          {shown.map((kind) => (
            <i key={kind} data-kind={kind} style={{ flexGrow: sums[kind] }} />
          ))}
        </div>
      )}
      {replay.tables.length > 0 && (
        <ul className={css["tables"]}>
          {replay.tables.map((one) => (
            <li key={one.table}>
              <Square hue={(names.byId.get(one.table)?.table.hue ?? null) as Hue | null} />
              <b>{names.label(one.table)}</b>
              <span>
                {[one.created && t("nCreated", { count: one.created }), one.updated && t("nChanged", { count: one.updated }), one.deleted && t("nDeleted", { count: one.deleted }), one.unchanged && t("nUnchanged", { count: one.unchanged }), one.skipped && t("nSkipped", { count: one.skipped })].filter(Boolean).join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      )}
      {replay.kept_fields > 0 && <p className="quiet">{t("keptFields", { count: replay.kept_fields })}</p>}
      {replay.cut && <p className={css["cut"]}>{t("cut")}</p>}
    </Panel>
  );
}
