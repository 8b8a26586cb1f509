import type { z } from "zod";
import type { SavingsReport, savingsInput } from "../contracts/reports";
import { formatUsd } from "../core/money";
import { savingsReport as foldReport, type ReportFigures } from "../core/report";
import { utcDay } from "../core/utc-day";
import { withOrganization } from "../db/client";
import { type ReportQuery, sumLedger, sumSettledRows } from "../db/ledger";
import { namesOf } from "../db/names";
import type { Runtime } from "../runtime";

const DAY_MS = 24 * 60 * 60_000;
const DEFAULT_DAYS = 30;
/** Spend, real-time cost and saving of a period by one thing; the last 30 days when none is named. */
export async function savingsReport(
  runtime: Runtime,
  organizationId: string,
  input: z.infer<typeof savingsInput> & Pick<ReportQuery, "teams">,
): Promise<SavingsReport> {
  const now = runtime.now();
  const query: ReportQuery = {
    groupBy: input.groupBy,
    from: input.from ?? utcDay(now - (DEFAULT_DAYS - 1) * DAY_MS),
    to: input.to ?? utcDay(now),
    simulated: input.simulated,
    teams: input.teams,
  };
  return withOrganization(runtime.database, organizationId, async (scope) => {
    const rows = await sumSettledRows(scope, query);
    const report = foldReport(await sumLedger(scope, query), rows);
    const keys = report.data.map(({ key }) => key);
    const names = await namesOf(scope, query.groupBy, keys);
    return {
      data: report.data.map(({ key, ...sums }) => ({
        key,
        label: names.get(key) ?? key,
        ...shown(sums),
      })),
      total: shown(report.total),
      unpricedRows: rows.reduce((total, row) => total + row.unpricedRows, 0),
      simulated: query.simulated,
    };
  });
}

const shown = (sums: ReportFigures) => ({
  ...sums,
  billed: formatUsd(sums.billed),
  realtime: formatUsd(sums.realtime),
  savings: formatUsd(sums.savings),
  waste: formatUsd(sums.waste),
});
