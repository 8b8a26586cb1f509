import { existsSync, readdirSync } from "node:fs";
import { z } from "zod";
import { expected } from "../setup/expected.mjs";
import { type Counts, ONE_PASSED } from "./counts";
import { runTool } from "./run-tool";

const FOLDERS = [
  "app",
  "workers",
  "components",
  "lib",
  "sandbox",
  "bench",
  "fuzz",
  "scripts",
  "e2e",
];

const report = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

/**
 * Holds every import against the rules. Under a compiler that it does not know, dependency-cruiser finds no module and
 * so no violation: every file on disk must be among those that it read.
 */
export async function checkImports(): Promise<Counts> {
  const folders = FOLDERS.filter((folder) => existsSync(folder));
  const args = [...folders, "--output-type", "json"];
  const text = await runTool(
    "dependency-cruiser",
    "dependency-cruiser/bin/dependency-cruise.mjs",
    args,
  );
  const { modules, summary } = report.parse(JSON.parse(text));
  const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (broken.length > 0)
    throw expected(`${broken.join("\n")}\n\n${broken.length} imports break a rule.`);
  const seen = new Set(modules.map(({ source }) => source));
  const missed = folders.flatMap(sourceFiles).filter((file) => !seen.has(file));
  if (missed.length > 0) throw expected(`dependency-cruiser did not read ${missed.join(", ")}.`);
  return ONE_PASSED;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.d\.ts$/.test(name))
    .map((name) => `${folder}/${name}`);
}
