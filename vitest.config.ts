import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,components,i18n,lib,sandbox,workers,scripts,bench}/**/*.test.{ts,tsx}"],
    globalSetup: "lib/testing/global-setup.ts",
    // Twice the cores of a small machine: the longest tests wait for killed servers and workers.
    maxWorkers: 4,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
