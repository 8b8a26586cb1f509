import { rmSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { FIRST_START } from "./e2e/support/account";

const PORT = process.env.E2E_PORT ?? "3100";
const DATA_DIR = path.resolve(".tranche", "e2e");
const START_MS = 300_000;

// The configuration is read again in every test process; only the first one starts the server.
if (process.env.TEST_WORKER_INDEX === undefined) rmSync(DATA_DIR, { recursive: true, force: true });

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: "line",
  use: {
    baseURL: `http://localhost:${PORT}`,
    locale: "en-US",
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH },
  },
  webServer: {
    command: "node scripts/start.mjs",
    url: `http://localhost:${PORT}/api/health`,
    timeout: START_MS,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
    // Logs that tell much are the harder test of what they must not tell.
    env: {
      ...{ ...FIRST_START, DATA_DIR, PORT, LOG_LEVEL: "debug" },
      PUBLIC_URL: `http://localhost:${PORT}`,
    },
  },
});
