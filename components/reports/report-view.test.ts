import { describe, expect, it } from "vitest";
import { readReportView, writeReportView } from "./report-view";

const NOW = Date.parse("2026-11-23T08:00:00Z");
const read = (query: string) => readReportView(new URLSearchParams(query), NOW);

describe("readReportView", () => {
  it("reads back what was written", () => {
    const view = {
      groupBy: "model",
      range: { from: "2026-11-01", to: "2026-11-05" },
    } as const;
    expect(read(writeReportView(view))).toEqual(view);
  });

  it.each([
    "",
    "by=colour",
    "from=2026-11-05&to=2026-11-01",
    "from=x&to=2026-11-01",
    "to=2026-11-01",
  ])("takes %j for the last 30 days by team", (query) => {
    expect(read(query)).toEqual({
      groupBy: "team",
      range: { from: "2026-10-25", to: "2026-11-23" },
    });
  });
});
