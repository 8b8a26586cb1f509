import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openDatabase } from "../lib/db/client";
import { openLake } from "../lib/lake/engine";
import { focusFile } from "../lib/queries/focus-file";
import type { Runtime } from "../lib/runtime";
import { LEDGER_MONTH } from "./focus-month";
import { type Measured, ranAsSide, timed } from "./measure";

/** The sides of the FOCUS benchmark, in a file that loads what an export needs and no more: its memory is measured. */
await ranAsSide({
  floor,
  csv: (args) => exported("csv", args),
  parquet: (args) => exported("parquet", args),
});

async function floor([url = "", , organizationId = ""]: readonly string[]): Promise<Measured> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    return await timed(() =>
      owner.query(
        `SELECT sum(length(e::text)) FROM ledger_entries e WHERE organization_id = $1
          AND day >= ($2 || '-01')::date AND day < ($2 || '-01')::date + interval '1 month'`,
        [organizationId, LEDGER_MONTH],
      ),
    );
  } finally {
    await owner.end();
  }
}

async function exported(
  format: "csv" | "parquet",
  [, url = "", organizationId = "", rows = ""]: readonly string[],
): Promise<Measured> {
  const scratchDir = await mkdtemp(join(tmpdir(), "bench-focus-"));
  const database = openDatabase({ url, maxConnections: 4 });
  const lake = await openLake({ scratchDir });
  // All that an export takes of it.
  const runtime = { database, lake, now: Date.now } as Runtime;
  try {
    let lines = 0;
    const wish = { month: LEDGER_MONTH, format, simulated: true, neutralize: true, teams: null };
    const measured = await timed(async () => {
      for await (const chunk of focusFile(runtime, organizationId, wish).bytes) {
        if (format === "csv") lines += lineEnds(chunk);
      }
    });
    if (format === "csv" && lines !== Number(rows) + 1) throw new Error(`${lines} lines`);
    return measured;
  } finally {
    lake.close();
    await database.close();
    await rm(scratchDir, { recursive: true, force: true });
  }
}

function lineEnds(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++;
  return count;
}
