import { type Counts, ONE_PASSED } from "./counts";
import { runTool } from "./run-tool";

export async function checkTypes(): Promise<Counts> {
  // Next writes the types of its routes, which a fresh clone does not have.
  await runTool("next typegen", "next/dist/bin/next", ["typegen"]);
  await runTool("tsc", "typescript/bin/tsc", ["--noEmit"]);
  return ONE_PASSED;
}
