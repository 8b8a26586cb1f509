import { type DayRange, isDayRange, lastDays } from "../layout/savings-days";
import type { GroupBy } from "../layout/use-savings";

export const GROUPS: readonly GroupBy[] = ["team", "model", "provider", "job", "day"];

/** What a reader is looking at; it lives in the address, so that it can be sent to a colleague. */
export type ReportView = { groupBy: GroupBy; range: DayRange };

const DEFAULT_DAYS = 30;

/** The view that an address names; what it does not name, or names wrongly, is by team over 30 days. */
export function readReportView(params: URLSearchParams, nowMs: number): ReportView {
  const groupBy = GROUPS.find((group) => group === params.get("by")) ?? "team";
  const range = { from: params.get("from") ?? "", to: params.get("to") ?? "" };
  return { groupBy, range: isDayRange(range) ? range : lastDays(DEFAULT_DAYS, nowMs) };
}

export function writeReportView({ groupBy, range }: ReportView): string {
  return new URLSearchParams({ by: groupBy, ...range }).toString();
}
