/** Says whether the draft is kept, and how far it is from what is live. */
import { Tooltip } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Tag, type Tone } from "@/widgets/state";
import type { Drafting, Saving } from "./drafting";
import { compareLines, countChanged } from "./lines";
import type { Version } from "./reads";
import css from "./script.module.css";

const TONES: Record<Saving, Tone> = { kept: "warn", changed: "warn", saving: "warn", failed: "bad", conflict: "bad" };

export function DraftState({ drafting, live, onLook }: { drafting: Drafting; live: Version | null; onLook: () => void }) {
  const { t } = useTranslation("script");
  const { saving, source, language } = drafting;
  const changed = useMemo(() => (live ? countChanged(compareLines(live.source, source)) : null), [live, source]);
  const isLive = live !== null && changed === 0 && live.language === language;
  const told = saving === "failed" || saving === "conflict" ? t(`saving_${saving}`) : isLive ? t("asLive", { version: live.number }) : live && changed !== null ? t("draftDiffers", { version: live.number, count: changed }) : t("draft");
  return (
    <>
      <span role="status" className="reader-only">
        {saving === "saving" ? t("saving_saving") : told}
      </span>
      <Tooltip title={isLive ? undefined : live ? t("viewChanges") : undefined}>
        <button type="button" className={css["state"]} disabled={isLive || !live} onClick={onLook}>
          <Tag tone={isLive && saving === "kept" ? "ok" : TONES[saving]}>{told}</Tag>
        </button>
      </Tooltip>
    </>
  );
}
