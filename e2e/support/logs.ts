import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What every process that `npm start` has started wrote to its log, by the log's name. */
export function everyLog(): Readonly<Record<string, string>> {
  const folder = path.resolve(process.env.E2E_DATA_DIR ?? ".tranche/e2e", "logs");
  const names = readdirSync(folder);
  return Object.fromEntries(
    names.map((name) => [name, readFileSync(path.join(folder, name), "utf8")] as const),
  );
}
