import type { SavingsReport } from "@/lib/contracts/reports";
import { csvText } from "@/lib/core/csv-text";

const LINE_END = "\r\n";
/** Without it Excel takes UTF-8 for the machine's old code page. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * The lines of a report as CSV (RFC 4180), every amount with all its decimals. `groupBy` names the
 * first two columns; the total is left out, so that a sum over a column is right.
 */
export function reportCsv(report: SavingsReport, groupBy: string): string {
  const money = report.simulated ? "simulated" : "real";
  const lines = report.data.map((row) => [
    csvText(row.key),
    csvText(row.label),
    money,
    `${row.rows}`,
    `${row.inputTokens}`,
    `${row.outputTokens}`,
    row.realtime,
    row.billed,
    row.waste,
    row.savings,
  ]);
  const head = [
    groupBy,
    `${groupBy}_name`,
    "money",
    "rows",
    "input_tokens",
    "output_tokens",
    "realtime_usd",
    "billed_usd",
    "waste_usd",
    "savings_usd",
  ];
  return BYTE_ORDER_MARK + [head, ...lines].map((line) => line.join(",") + LINE_END).join("");
}
