import { describe, expect, it } from "vitest";
import { readPeriod, writePeriod } from "./period";

const saved = { kind: "days_30" } as const;

describe("a period in the address", () => {
  it("is read back as it was written", () => {
    for (const period of [{ kind: "today" }, { kind: "custom", first: "2026-11-01", last: "2026-11-24" }] as const) {
      expect(readPeriod(writePeriod(new URLSearchParams("edit=1&first=2020-01-01"), period), saved)).toEqual(period);
    }
  });
  it("is the saved one where it makes no sense", () => {
    for (const address of ["", "period=always", "period=custom", "period=custom&first=2026-11-24&last=2026-11-01"]) expect(readPeriod(new URLSearchParams(address), saved)).toEqual(saved);
  });
});
