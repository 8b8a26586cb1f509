import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readReport } from "./report";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "tranche-report-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const GOOD = {
  complete: true,
  operations: { total: 10, selected: 9, tested: 9 },
  failures: [] as { operations: string[] }[],
  errors: [] as unknown[],
  valid_rates: ratesOf(5, 10),
};
const twice = [{ operations: ["GET /jobs", "POST /jobs"] }, { operations: ["GET /jobs"] }];

/** Two of three operations, which take a person, refused whatever was asked. */
const UNREACHED = {
  ...ratesOf(50, 10),
  "GET /account": { coverage: { accepted: 0, unreachable: 0, conflicts: 0, rejected: 5 } },
  "PATCH /account": { coverage: { accepted: 0, unreachable: 0, conflicts: 0, rejected: 5 } },
};

describe("the fuzzer's report", () => {
  it.each([
    ["all is well", {}, { passed: 9, failed: 0, skipped: 1 }],
    ["an operation that failed twice counts once", { failures: twice }, { passed: 7, failed: 2 }],
    ["what could not be tried is a failure", { errors: [{}] }, { passed: 8, failed: 1 }],
    [
      "so is what was not reached",
      { operations: { total: 10, selected: 9, tested: 8 } },
      { failed: 1 },
    ],
    ["so is a run in which almost all was refused", { valid_rates: ratesOf(1, 9) }, { failed: 1 }],
    ["and one that never got into many operations", { valid_rates: UNREACHED }, { failed: 1 }],
    ["and a run that broke off", { complete: false }, { passed: 8, failed: 1 }],
  ])("%s", async (_, change, counts) => {
    const file = path.join(folder, "report.json");
    await writeFile(file, JSON.stringify({ ...GOOD, ...change }));
    expect(await readReport(file)).toMatchObject(counts);
  });
});

function ratesOf(accepted: number, unreachable: number) {
  return { "GET /jobs": { coverage: { accepted, unreachable, conflicts: 0, rejected: 0 } } };
}
