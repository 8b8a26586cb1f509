import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { runQuietly } from "../setup/run-quietly.mjs";

/** Read 2026-11-30 at the Go module proxy. Its checksum is in Go's own database. */
const VERSITYGW = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";

/**
 * An S3 server for the tests of storage and of Bedrock: the machine's own, else built by Go into its usual folder, which takes
 * a few minutes once. Without Go those tests are skipped and say so.
 */
export async function ensureS3Server(): Promise<void> {
  const folders = [...(process.env.PATH ?? "").split(path.delimiter), goFolder()];
  if (folders.some((folder) => existsSync(path.join(folder, "versitygw")))) return;
  if (spawnSync("go", ["version"], { stdio: "ignore" }).status !== 0) return;
  process.stdout.write("building an S3 server, once … ");
  const settings = { ...process.env, GOBIN: goFolder(), GOTOOLCHAIN: "local" };
  await runQuietly("go install", "go", ["install", VERSITYGW], settings);
}

const goFolder = (): string => path.join(homedir(), "go", "bin");
