import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Begins with the tests that kill processes and wait for them, so that the others run meanwhile and nobody waits at the end. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const waits = ({ moduleId }: TestSpecification) => /\/workers\/[^/]+$/.test(moduleId);
    const sorted = await super.sort(files);
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,components,i18n,lib,sandbox,workers,scripts,bench,fuzz}/**/*.test.{ts,tsx}"],
    globalSetup: "lib/testing/global-setup.ts",
    sequence: { sequencer: WaitingFirst },
    // Twice the cores of a small machine: the first ones wait for killed servers and workers.
    maxWorkers: 4,
    // Where a test waits for something, a busy machine may take its time.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
