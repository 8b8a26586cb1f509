import { type Counts, ONE_PASSED } from "./counts";
import { runTool } from "./run-tool";

export async function checkUnused(): Promise<Counts> {
  await runTool("knip", "knip/bin/knip.js", ["--no-progress"]);
  return ONE_PASSED;
}
