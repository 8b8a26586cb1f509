import { appRole, appUrl } from "../lib/db/app-role";
import { parseMasterKey } from "../lib/secrets";
import { setup as startServers } from "../lib/testing/global-setup";
import { openJobLine } from "../lib/testing/job-line";
import { testServers } from "../lib/testing/servers";
import { fillLedger } from "./focus-ledger";
import { benchRows, type Measured, medianSeconds, round, runSide } from "./measure";

const RUNS = 3;
const FORMATS = ["csv", "parquet"] as const;

/**
 * The FOCUS export of a month: from the ledger in PostgreSQL to the last byte of the file, in a process that does
 * nothing else. Floor: the database alone turns the same rows into text and measures its length, sending nothing.
 */
const SIDES = new URL("focus-sides.ts", import.meta.url).href;

await main();

async function main(): Promise<void> {
  const rows = benchRows(500_000);
  const stop = await startServers();
  const tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
  try {
    const { url, masterKey } = tranche.line.database;
    const ownUrl = appUrl(url, appRole(url, parseMasterKey(masterKey)));
    await fillLedger(tranche, ownUrl, rows);
    const args = [url, ownUrl, tranche.organizationId, String(rows)];
    for (const format of FORMATS) {
      const floors: Measured[] = [];
      const ours: Measured[] = [];
      for (let run = 0; run < RUNS; run++) {
        floors.push(await runSide(SIDES, "floor", args));
        ours.push(await runSide(SIDES, format, args));
      }
      report(format, rows, ours, floors);
    }
  } finally {
    await tranche.close();
    await stop();
  }
}

function report(
  format: string,
  rows: number,
  ours: readonly Measured[],
  floors: readonly Measured[],
): void {
  const [seconds, floorSeconds] = [round(medianSeconds(ours)), round(medianSeconds(floors))];
  const perSecond = Math.round(rows / seconds);
  const peakMb = Math.round(Math.max(...ours.map(({ peakRssMb }) => peakRssMb)));
  const more = { format, rows, seconds, floorSeconds, ratio: round(seconds / floorSeconds) };
  if (process.argv.includes("--json")) {
    const print = (measure: string, value: number, unit: string) =>
      console.log(JSON.stringify({ measure, value, unit, ...more }));
    print("focus-rows-per-second", perSecond, "rows/s");
    print("focus-peak-mb", peakMb, "MB");
    return;
  }
  console.log(`focus, ${format}: ${rows.toLocaleString("en")} ledger entries`);
  console.table({ "focus-rows-per-second": perSecond, "focus-peak-mb": peakMb, ...more });
}
