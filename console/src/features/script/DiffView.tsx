/** Two sources beside each other, with what differs. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useAppearance } from "@/app/appearance";
import { loadMonaco } from "./load";
import css from "./script.module.css";

interface Props {
  before: string;
  after: string;
  language: string;
  titles: [before: string, after: string];
}

export function DiffView({ before, after, language, titles }: Props) {
  const { i18n } = useTranslation();
  const { mode } = useAppearance();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let end: (() => void) | undefined;
    let isGone = false;
    void loadMonaco(i18n.language).then(({ monaco, OPTIONS, dress }) => {
      if (isGone || !place.current) return;
      dress(mode);
      const editor = monaco.editor.createDiffEditor(place.current, { ...OPTIONS, readOnly: true, renderSideBySide: true, renderOverviewRuler: false, theme: "leadbase", inlayHints: { enabled: "off" } });
      const original = monaco.editor.createModel(before, language);
      const modified = monaco.editor.createModel(after, language);
      editor.setModel({ original, modified });
      editor.getOriginalEditor().updateOptions({ ariaLabel: titles[0] });
      editor.getModifiedEditor().updateOptions({ ariaLabel: titles[1] });
      end = () => {
        editor.dispose();
        original.dispose();
        modified.dispose();
      };
    });
    return () => {
      isGone = true;
      end?.();
    };
  }, [before, after, language, mode, i18n.language, titles[0], titles[1]]);
  return (
    <div className={css["diff"]}>
      <div className={css["diffTitles"]}>
        {titles[0]} → {titles[1]}
      </div>
      <div ref={place} className={css["diffPlace"]} />
    </div>
  );
}
