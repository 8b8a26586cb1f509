import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { type Counts, NOTHING, TestsFailed } from "./counts";
import { ensureS3Server } from "./ensure-s3-server";
import { runTool } from "./run-tool";

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
});

/** Unit, contract and integration tests. */
export async function runVitest(): Promise<Counts> {
  await ensureS3Server();
  const folder = mkdtempSync(path.join(tmpdir(), "tranche-vitest-"));
  const file = path.join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    await runTool("vitest", "vitest/vitest.mjs", ["run", "--silent=passed-only", ...reporters]);
    return readCounts(file);
  } catch (error) {
    throw new TestsFailed(error instanceof Error ? error.message : String(error), readCounts(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Counts {
  if (!existsSync(file)) return NOTHING;
  const counts = report.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    passed: counts.numPassedTests,
    failed: counts.numFailedTests,
    skipped: counts.numPendingTests + counts.numTodoTests,
  };
}
