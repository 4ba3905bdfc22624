/** The period of a dashboard as its address says it, else as it is saved. */
import type { Dashboard } from "./model";

export type Period = Dashboard["period"];
export type PeriodKind = Period["kind"];

export const PERIODS: readonly PeriodKind[] = ["today", "days_7", "days_30", "days_90", "this_month", "custom", "all"];

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Read it from the address; what makes no sense there is as if it were not there. */
export function readPeriod(params: URLSearchParams, saved: Period): Period {
  const kind = PERIODS.find((one) => one === params.get("period"));
  if (!kind) return saved;
  if (kind !== "custom") return { kind };
  const [first, last] = [params.get("first") ?? "", params.get("last") ?? ""];
  return DAY.test(first) && DAY.test(last) && first <= last ? { kind, first, last } : saved;
}

/** Write it to the address. */
export function writePeriod(params: URLSearchParams, { kind, first, last }: Period): URLSearchParams {
  params.set("period", kind);
  for (const [name, day] of [["first", first], ["last", last]] as const) {
    if (kind === "custom" && day) params.set(name, day);
    else params.delete(name);
  }
  return params;
}
