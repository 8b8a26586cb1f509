import { type Counts, ONE_PASSED } from "./counts";
import { runTool } from "./run-tool";

export async function checkFormat(): Promise<Counts> {
  // What git ignores, such as a data folder, is none of its business.
  const tracked = ["--vcs-enabled=true", "--vcs-client-kind=git", "--vcs-use-ignore-file=true"];
  const args = ["ci", "--colors=off", "--max-diagnostics=50", ...tracked, "."];
  await runTool("Biome", "@biomejs/biome/bin/biome", args);
  return ONE_PASSED;
}
