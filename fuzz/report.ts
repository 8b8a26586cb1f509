import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Counts } from "../scripts/test/counts";

/** The part of Schemathesis' own report that says how each operation did. */
const reportSchema = z.object({
  complete: z.boolean(),
  operations: z.object({ total: z.number(), selected: z.number(), tested: z.number() }),
  failures: z.array(z.object({ operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
  valid_rates: z.record(z.string(), z.record(z.string(), z.object({ accepted: z.number() }))),
});

/** One count for each operation; an operation that is left out counts as skipped, a run that broke off as a failure. */
export async function readReport(file: string): Promise<Counts> {
  const { complete, operations, failures, errors } = reportSchema.parse(
    JSON.parse(await readFile(file, "utf8")),
  );
  const failed = new Set(failures.flatMap((failure) => failure.operations)).size + errors.length;
  const missed = operations.selected - operations.tested;
  return {
    passed: Math.max(0, operations.tested - failed),
    failed: failed + missed + (complete ? 0 : 1),
    skipped: operations.total - operations.selected,
  };
}
