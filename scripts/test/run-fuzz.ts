import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execPath } from "node:process";
import { z } from "zod";
import { runQuietly } from "../setup/run-quietly.mjs";
import { type Counts, NOTHING, TestsFailed } from "./counts";

const report = z.object({ passed: z.number(), failed: z.number(), skipped: z.number() });

/** Every operation of the OpenAPI document, fuzzed the short way; one test each. */
export async function runFuzz(): Promise<Counts> {
  const folder = mkdtempSync(path.join(tmpdir(), "tranche-fuzz-counts-"));
  const file = path.join(folder, "counts.json");
  try {
    const args = ["--import", "tsx", "fuzz/main.ts", `--report=${file}`];
    await runQuietly("The fuzzer", execPath, args);
    return readCounts(file);
  } catch (error) {
    throw new TestsFailed(error instanceof Error ? error.message : String(error), readCounts(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Counts {
  return existsSync(file) ? report.parse(JSON.parse(readFileSync(file, "utf8"))) : NOTHING;
}
