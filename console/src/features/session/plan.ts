/** What was chosen so far on the first start: kept by the browser until it is done, all but the password. */
import { useState } from "react";
import type { Language } from "@/i18n/language";

export type Start = "feiyu" | "feiyu-tutorial" | "";

export interface Plan {
  step: 0 | 1 | 2;
  name: string;
  email: string;
  label: string;
  language: Language;
  zone: string;
  start: Start;
}

const KEPT = "leadbase.setup";

export const zones: readonly string[] = Intl.supportedValuesOf("timeZone");

function read(language: Language): Plan {
  const fresh: Plan = { step: 0, name: "", email: "", label: "", language, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, start: "feiyu" };
  try {
    return { ...fresh, ...(JSON.parse(sessionStorage.getItem(KEPT) ?? "{}") as Partial<Plan>) };
  } catch {
    return fresh;
  }
}

/** Give the plan and the way to change it. */
export function usePlan(language: Language): [Plan, (changes: Partial<Plan>) => void] {
  const [plan, setPlan] = useState(() => read(language));
  const change = (changes: Partial<Plan>) =>
    setPlan((now) => {
      const next = { ...now, ...changes };
      sessionStorage.setItem(KEPT, JSON.stringify(next));
      return next;
    });
  return [plan, change];
}

export function forgetPlan(): void {
  sessionStorage.removeItem(KEPT);
}
