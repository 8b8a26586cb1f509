import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env, execPath } from "node:process";
import { runQuietly } from "../setup/run-quietly.mjs";

/** The command line of Next as a file, so that the process that is started is the server itself. */
export const NEXT = path.join("node_modules", "next", "dist", "bin", "next");

const MARK = path.join(".next", "source-sha256");
const SOURCES = [
  ...["app", "components", "lib", "i18n", "messages", "public", "prisma/schema"],
  ...[
    "next.config.ts",
    "postcss.config.mjs",
    "proxy.ts",
    "instrumentation.ts",
    "instrumentation-client.ts",
    "package-lock.json",
  ],
];
const NO_SOURCE = /\.test\.tsx?$|^lib\/(testing|db\/generated)$/;

/** Whether `.next` was built from the sources as they are. */
export function webIsBuilt(): boolean {
  return existsSync(MARK) && readFileSync(MARK, "utf8") === sourceHash();
}

export async function buildWeb(): Promise<void> {
  const hash = sourceHash();
  const settings = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await runQuietly("next build", execPath, [NEXT, "build"], { ...env, ...settings });
  writeFileSync(MARK, hash);
}

function sourceHash(): string {
  const hash = createHash("sha256");
  for (const source of SOURCES) addTo(hash, source);
  return hash.digest("hex");
}

function addTo(hash: ReturnType<typeof createHash>, file: string): void {
  if (NO_SOURCE.test(file) || !existsSync(file)) return;
  if (statSync(file).isDirectory()) {
    for (const name of readdirSync(file).sort()) addTo(hash, `${file}/${name}`);
  } else {
    hash.update(`${file}\n`).update(readFileSync(file));
  }
}
