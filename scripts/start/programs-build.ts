import path from "node:path";
import { build } from "esbuild";

const FOLDER = "build";
const ENTRIES = { worker: "workers/main.ts", sandbox: "sandbox/main.ts" };

/** The file, from the root of the repository, that Node runs as this program once `buildPrograms` has written it. */
export const programFile = (name: keyof typeof ENTRIES): string => path.join(FOLDER, `${name}.mjs`);

/**
 * Puts our own code of each program into a few files, so that it starts without being translated module by module.
 * Packages stay where they are. What is loaded on demand stays in files of its own. Takes a fraction of a second.
 */
export async function buildPrograms(): Promise<void> {
  await build({
    ...{ entryPoints: ENTRIES, outdir: FOLDER, outExtension: { ".js": ".mjs" } },
    ...{ platform: "node", format: "esm", target: "node20.19" },
    ...{ bundle: true, splitting: true, packages: "external" },
    ...{ sourcemap: true, sourcesContent: false, logLevel: "error" },
  });
}
