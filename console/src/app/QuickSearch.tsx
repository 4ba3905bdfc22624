/** The palette, which comes over the network when it is first wanted: what is typed meanwhile is kept for it. */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

const load = () => import("@/features/palette/Palette");
const Palette = lazy(load);

export function QuickSearch({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("shell");
  const early = useRef<HTMLInputElement>(null);
  const [isTaken, taken] = useState(false);
  const take = useCallback(() => {
    taken(true);
    return early.current?.value ?? "";
  }, []);
  return (
    <>
      {!isTaken && <input ref={early} autoFocus className="reader-only" aria-label={t("searchOrGo")} onKeyDown={(event) => event.key === "Escape" && onClose()} />}
      <Suspense>
        <Palette onClose={onClose} takeTyped={take} />
      </Suspense>
    </>
  );
}

/** Fetch the palette once the page has nothing better to do. */
export function useEarlyPalette(): void {
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), 3_000);
    return () => clearTimeout(timer);
  }, []);
}
