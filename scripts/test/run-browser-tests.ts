import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { freePort } from "../start/free-port";
import { type Counts, NOTHING, TestsFailed } from "./counts";
import { ensureChromium } from "./ensure-chromium";
import { runTool } from "./run-tool";

const report = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

/** Playwright in Chromium, against everything that `npm start` starts. */
export async function runBrowserTests(): Promise<Counts> {
  const chromium = await ensureChromium();
  const folder = mkdtempSync(path.join(tmpdir(), "tranche-playwright-"));
  const file = path.join(folder, "report.json");
  const settings = {
    CHROMIUM_PATH: chromium,
    E2E_PORT: String(await freePort()),
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  };
  try {
    const args = ["test", "--reporter=line,json"];
    await runTool("Playwright", "@playwright/test/cli.js", args, settings);
    return readCounts(file);
  } catch (error) {
    throw new TestsFailed(error instanceof Error ? error.message : String(error), readCounts(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readCounts(file: string): Counts {
  if (!existsSync(file)) return NOTHING;
  const { stats } = report.parse(JSON.parse(readFileSync(file, "utf8")));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  };
}
