import { readFileSync, writeFileSync } from "node:fs";
import { runQuietly } from "./run-quietly.mjs";

const LOCK = "package-lock.json";

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own list as the last act of an
 * installation, so one that was cut off does not pass.
 */
export function packagesAreInstalled() {
  const wanted = packagesOf(LOCK);
  const present = packagesOf("node_modules/.package-lock.json");
  if (wanted === null || present === null) return wanted === null;
  return Object.entries(wanted).every(
    ([path, { version, optional, peer }]) =>
      path === "" || present[path]?.version === version || (!present[path] && (optional || peer)),
  );
}

/**
 * Scripts of packages are left out: the only one that matters here is done by `linkPostgresLibraries`, and others
 * want to download from hosts that a closed network does not reach.
 */
export async function installPackages() {
  try {
    await npm("ci");
  } catch {
    // A registry that lacks packages of other platforms makes `npm ci` refuse a lock file without them.
    const lock = readFileSync(LOCK);
    await npm("install").finally(() => writeFileSync(LOCK, lock));
  }
}

/** @param {"ci" | "install"} verb */
function npm(verb) {
  const args = [verb, "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"];
  const script = process.env.npm_execpath;
  return script?.endsWith(".js")
    ? runQuietly(`npm ${verb}`, process.execPath, [script, ...args])
    : runQuietly(`npm ${verb}`, "npm", args);
}

/** @param {string} file */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}
