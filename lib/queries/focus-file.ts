import type { z } from "zod";
import type { focusInput } from "../contracts/reports";
import { FOCUS_COLUMNS, FOCUS_VERSION, type FocusColumn } from "../core/focus-columns";
import { FOCUS_CSV_HEAD, focusCsvLine } from "../core/focus-csv";
import { type BillingPeriod, billingPeriod, type FocusEntry, focusRow } from "../core/focus-row";
import { withOrganization } from "../db/client";
import { type FocusPlace, type FocusQuery, focusPage } from "../db/focus";
import { tableFile } from "../lake/table-file";
import type { Runtime } from "../runtime";

const MEDIA_TYPES = {
  csv: "text/csv; charset=utf-8",
  parquet: "application/vnd.apache.parquet",
} as const;

type FocusWish = z.infer<typeof focusInput> & Pick<FocusQuery, "teams">;

/**
 * The ledger of a month in FOCUS 1.2, one row for each entry, streamed; memory does not grow with its length. What is
 * booked while it is read may be in it or not. Real or simulated money, never both.
 */
export function focusFile(
  runtime: Runtime,
  organizationId: string,
  { month, format, simulated, neutralize, teams }: FocusWish,
): { fileName: string; mediaType: string; bytes: AsyncIterable<Uint8Array> } {
  const period = billingPeriod(month);
  const pages = everyEntry(runtime, organizationId, { period, simulated, teams });
  const csv = csvOf(pages, period, format === "csv" && neutralize);
  const money = simulated ? "-simulated" : "";
  return {
    fileName: `focus-${FOCUS_VERSION}-${month}${money}.${format}`,
    mediaType: MEDIA_TYPES[format],
    bytes: format === "csv" ? csv : tableFile(runtime.lake, csv, TABLE, notesOf(runtime)),
  };
}

/** How many entries are in memory at once, twice: one page is written while the next is read. */
const PAGE = 10_000;

/** Page by page, each in a transaction of its own, so that a slow reader holds none open. */
async function* everyEntry(
  { database }: Runtime,
  organizationId: string,
  query: FocusQuery,
): AsyncGenerator<FocusEntry[]> {
  const read = (after: FocusPlace | null) => {
    const page = withOrganization(database, organizationId, (scope) =>
      focusPage(scope, query, { after, limit: PAGE }),
    );
    // Whoever waits for the page hears of it; whoever went away does not.
    page.catch(() => undefined);
    return page;
  };
  for (let next: Promise<FocusEntry[]> | null = read(null); next !== null; ) {
    const found: FocusEntry[] = await next;
    const last = found.length < PAGE ? undefined : found.at(-1);
    next = last ? read(last) : null;
    yield found;
  }
}

/** Rows that are written at once: others have their turn between them. */
const CHUNK = 1_000;

async function* csvOf(
  pages: AsyncIterable<FocusEntry[]>,
  period: BillingPeriod,
  neutralize: boolean,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(FOCUS_CSV_HEAD);
  const lineOf = (entry: FocusEntry) => focusCsvLine(focusRow(entry, period), neutralize);
  for await (const entries of pages) {
    for (let at = 0; at < entries.length; at += CHUNK) {
      yield Buffer.from(
        entries
          .slice(at, at + CHUNK)
          .map(lineOf)
          .join(""),
      );
    }
  }
}

const TABLE = FOCUS_COLUMNS.map(({ name, type }) => ({ name, type: engineType(type) }));

function engineType(type: FocusColumn["type"]): string {
  switch (type.kind) {
    case "decimal":
      return `DECIMAL(38,${type.scale})`;
    case "time":
      return "TIMESTAMPTZ";
    case "integer":
      return "INTEGER";
    case "boolean":
      return "BOOLEAN";
    case "text":
    case "json":
      return "VARCHAR";
  }
}

/** What FOCUS wants to be told about a file beside its rows, as far as a file can hold it. */
const notesOf = (runtime: Runtime) => ({
  FocusVersion: FOCUS_VERSION,
  DataGenerator: "Tranche",
  CreationDate: `${new Date(runtime.now()).toISOString().slice(0, 19)}Z`,
});
