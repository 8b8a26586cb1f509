import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { argv, execPath, exit } from "node:process";

/** Runs the benchmarks one after the other, each in a process of its own. `npm run bench -- --json` for machines. */
const NAMES = ["import", "cut", "collect"];
const options = argv.slice(2);

for (const name of NAMES) {
  const file = path.join("bench", `${name}.ts`);
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  const args = ["--import", "tsx", file, ...options];
  const { status } = spawnSync(execPath, args, { stdio: "inherit" });
  if (status !== 0) exit(status ?? 1);
}
