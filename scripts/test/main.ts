import { argv, exit } from "node:process";
import { announce } from "../setup/announce.mjs";
import { expected } from "../setup/expected.mjs";
import { checkFormat } from "./check-format";
import { checkImports } from "./check-imports";
import { checkTypes } from "./check-types";
import { checkUnused } from "./check-unused";
import { type Counts, inWords, NOTHING, plus, TestsFailed } from "./counts";
import { runBrowserTests } from "./run-browser-tests";
import { runFuzz } from "./run-fuzz";
import { runVitest } from "./run-vitest";

interface Stage {
  readonly title: string;
  readonly run: () => Promise<Counts>;
}

const STAGES: Record<string, Stage> = {
  format: { title: "Format and lint (Biome)", run: checkFormat },
  imports: { title: "Import rules (dependency-cruiser)", run: checkImports },
  types: { title: "Types (tsc)", run: checkTypes },
  unused: { title: "Unused code (knip)", run: checkUnused },
  vitest: { title: "Unit and integration tests (vitest)", run: runVitest },
  fuzz: { title: "Every operation of the API, fuzzed (Schemathesis)", run: runFuzz },
  browser: { title: "Browser tests (Playwright)", run: runBrowserTests },
};

/**
 * Runs all stages, or those that the command line names, and stops at the first that fails. Ends with the line
 * `N passed, N failed`; a check counts as one test.
 */
export async function test(): Promise<void> {
  const startedAt = Date.now();
  let total = NOTHING;
  for (const stage of chosenStages(argv.slice(2))) {
    total = plus(total, await runStage(stage));
    if (total.failed > 0) break;
  }
  console.log(`All of it took ${Math.round((Date.now() - startedAt) / 1_000)} s.`);
  console.log(inWords(total));
  exit(total.failed === 0 ? 0 : 1);
}

function chosenStages(names: readonly string[]): Stage[] {
  if (names.length === 0) return Object.values(STAGES);
  return names.map((name) => {
    const stage = STAGES[name];
    if (stage) return stage;
    throw expected(`There is no stage ${name}. There are: ${Object.keys(STAGES).join(", ")}.`);
  });
}

async function runStage({ title, run }: Stage): Promise<Counts> {
  try {
    const counts = await announce(title, run);
    if (counts.passed + counts.skipped > 1) console.log(`  ${inWords(counts)}`);
    return counts;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    console.error(`\nStopped at: ${title}.`);
    return error instanceof TestsFailed ? error.counts : { ...NOTHING, failed: 1 };
  }
}
