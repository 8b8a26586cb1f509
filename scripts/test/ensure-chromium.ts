import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { env, getuid } from "node:process";
import { chromium } from "@playwright/test";
import { expected } from "../setup/expected.mjs";
import { runQuietly } from "../setup/run-quietly.mjs";
import { runTool } from "./run-tool";

const VARIABLES = ["CHROMIUM_PATH", "CHROME_PATH", "PUPPETEER_EXECUTABLE_PATH"];
const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/**
 * The path of a Chromium: one that the environment names, else the system's, else Playwright's own, downloaded when it
 * can be, else Debian's package. Says in one line which.
 */
export async function ensureChromium(): Promise<string> {
  const [path, origin] =
    findChromium() ?? (await downloadedChromium()) ?? (await packagedChromium()) ?? [];
  if (path === undefined) {
    throw expected(
      "There is no Chromium, and none can be had. Install one and name it in CHROMIUM_PATH.",
    );
  }
  process.stdout.write(`with ${path} (${origin}) … `);
  return path;
}

type Found = readonly [path: string, origin: string];

function findChromium(): Found | null {
  for (const name of VARIABLES) {
    const given = env[name];
    if (!given) continue;
    if (isProgram(given)) return [given, `from ${name}`];
    throw expected(`${name} names no program that can be run.`);
  }
  return systemChromium() ?? ownChromium();
}

function systemChromium(): Found | null {
  const folders = (env.PATH ?? "").split(path.delimiter);
  const files = folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name)));
  const found = [...files, MAC].find(isProgram);
  return found === undefined ? null : [found, "the system's"];
}

function ownChromium(): Found | null {
  const file = chromium.executablePath();
  return isProgram(file) ? [file, "Playwright's own"] : null;
}

async function downloadedChromium(): Promise<Found | null> {
  await runTool("playwright install", "@playwright/test/cli.js", ["install", "chromium"]).catch(
    () => undefined,
  );
  return ownChromium();
}

async function packagedChromium(): Promise<Found | null> {
  if (getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).status !== 0) return null;
  const settings = { ...env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["install", "-y", "--no-install-recommends", "chromium"];
  await runQuietly("apt-get update", "apt-get", ["update"], settings).catch(() => undefined);
  await runQuietly("apt-get install", "apt-get", install, settings).catch(() => undefined);
  const found = systemChromium();
  return found && [found[0], "Debian's package"];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
