import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { env, getuid } from "node:process";
import { expected } from "../scripts/setup/expected.mjs";
import { runQuietly } from "../scripts/setup/run-quietly.mjs";

const REQUIREMENTS = path.join("fuzz", "requirements.txt");
const OLDEST = [3, 11];

/**
 * The command of Schemathesis, in an environment of its own below `build/`: the versions that `requirements.txt` pins, each
 * held against its hash. Made once for a version of that file. Throws, saying what to install, where there is no Python.
 */
export async function ensureSchemathesis(): Promise<string> {
  const folder = path.resolve("build", `fuzz-${fingerprint()}`);
  const ready = path.join(folder, "ready");
  if (!existsSync(ready)) {
    rmSync(folder, { recursive: true, force: true });
    await makeEnvironment(folder);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const exact = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", REQUIREMENTS];
    await runQuietly("pip install", path.join(folder, "bin", "python"), [...pip, ...exact]);
    writeFileSync(ready, "");
  }
  return path.join(folder, "bin", "st");
}

const fingerprint = (): string =>
  createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 12);

async function makeEnvironment(folder: string): Promise<void> {
  if (!hasPython()) await installPython();
  if (!hasPython()) {
    throw expected(
      `The fuzzer needs Python ${OLDEST.join(".")} or newer with venv. Install it (Debian: apt-get install python3-venv).`,
    );
  }
  await runQuietly("python3 -m venv", "python3", ["-m", "venv", folder]);
}

/** Debian keeps what a virtual environment needs in a package of its own. */
function hasPython(): boolean {
  const test = `import ensurepip, sys; sys.exit(sys.version_info < (${OLDEST.join(", ")}))`;
  return spawnSync("python3", ["-c", test], { stdio: "ignore" }).status === 0;
}

async function installPython(): Promise<void> {
  if (getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return;
  const settings = { ...env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", "python3", "python3-venv"];
  await runQuietly("apt-get update", "apt-get", ["update"], settings).catch(() => undefined);
  await runQuietly("apt-get install", "apt-get", install, settings).catch(() => undefined);
}
