import { env, execPath } from "node:process";
import { runQuietly } from "../setup/run-quietly.mjs";

/** Runs the command-line file of a package, such as `knip/bin/knip.js`, and shows what it printed only when it fails. */
export function runTool(
  what: string,
  file: string,
  args: readonly string[] = [],
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Colours would be codes in the text that is kept.
  const variables = { ...env, NO_COLOR: "1", NEXT_TELEMETRY_DISABLED: "1", ...settings };
  return runQuietly(what, execPath, [`node_modules/${file}`, ...args], variables);
}
