import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { env, exit } from "node:process";
import { parseArgs } from "node:util";
import { inWords } from "../scripts/test/counts";
import { type FuzzedApi, openFuzzedApi } from "./fuzzed-api";
import { readReport } from "./report";
import { ensureSchemathesis } from "./schemathesis";
import { HOOK_SECRET } from "./seed";

const SHORT = ["--max-examples=25", "--seed=20261124", "--generation-deterministic"];

/**
 * Fuzzes every operation of the OpenAPI document, by itself the same short way each time: `npm run fuzz`. With `--minutes N`
 * as long as that and each time another way, unless `--seed` names one. Ends with `N passed, N failed`, by operation.
 */
const { values: options } = parseArgs({
  options: { minutes: { type: "string" }, seed: { type: "string" }, report: { type: "string" } },
});
const folder = await mkdtemp(path.join(tmpdir(), "tranche-fuzz-"));
try {
  const program = await ensureSchemathesis();
  const api = await openFuzzedApi();
  try {
    await fuzz(program, api);
  } finally {
    await api.close();
  }
  const counts = await readReport(path.join(folder, "report.json"));
  if (options.report) await writeFile(options.report, JSON.stringify(counts));
  process.stdout.write(`${inWords(counts)}\n`);
  process.exitCode = counts.failed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
exit();

async function fuzz(program: string, { url, apiKey, person, seeds }: FuzzedApi): Promise<void> {
  const settings = path.join(folder, "schemathesis.toml");
  const fixed = await readFile(path.join("fuzz", "schemathesis.toml"), "utf8");
  await writeFile(settings, `${fixed}\n${dictionaries(seeds, person)}`);
  const report = ["--report=json", `--report-json-path=${path.join(folder, "report.json")}`];
  const document = `${url}/api/v1/openapi.json`;
  const fuzzer = spawn(
    program,
    ["--config-file", settings, "--no-color", "run", document, ...report, ...length()],
    {
      stdio: ["ignore", "inherit", "inherit"],
      cwd: folder,
      env: {
        ...env,
        TRANCHE_FUZZ_KEY: apiKey,
        TRANCHE_FUZZ_SESSION: person.cookie,
        TRANCHE_FUZZ_SPARED: [...seeds.spared, person.sessionId].join(","),
        TRANCHE_FUZZ_HOOK_SECRET: HOOK_SECRET,
        TRANCHE_FUZZ_HOOKS: path.resolve("fuzz", "hooks.py"),
      },
    },
  );
  // Its verdict is read from its report.
  await once(fuzzer, "close");
}

function length(): string[] {
  const { minutes, seed } = options;
  if (minutes === undefined) return SHORT;
  const seconds = Math.round(Number(minutes) * 60);
  const chosen = seed ?? String(Math.floor(Math.random() * 2 ** 32));
  return [`--max-time=${seconds}`, `--seed=${chosen}`];
}

/** Ids for the words of the settings, as TOML. */
function dictionaries(
  { spared: _, ...ids }: FuzzedApi["seeds"],
  { cookie: _cookie, sessionId: _sessionId, ...theirs }: FuzzedApi["person"],
): string {
  const models = ["gpt-4o-mini", "claude-haiku-4-5"];
  return Object.entries({ ...ids, ...theirs, models })
    .map(([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}\n`)
    .join("\n");
}
