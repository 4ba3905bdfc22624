/** What the server finds in a script, asked for a while after it was kept: it checks it as it does before going live. */
import { useEffect, useState } from "react";
import type { Drafting } from "./drafting";
import { check, type Finding } from "./reads";

const AFTER_MS = 2_000;
const NOTHING: readonly Finding[] = [];

export function useFindings(webhook: string, { source, language, saving }: Drafting): readonly Finding[] {
  const [found, setFound] = useState<{ source: string; language: string; findings: readonly Finding[] }>();
  useEffect(() => {
    if (saving !== "kept") return;
    let isOver = false;
    const timer = setTimeout(() => {
      check(webhook, source, language).then(
        (findings) => {
          if (!isOver) setFound({ source, language, findings });
        },
        () => setFound(undefined),
      );
    }, AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [webhook, source, language, saving]);
  return found?.source === source && found.language === language ? found.findings : NOTHING;
}
