import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Counts } from "../scripts/test/counts";

/** The part of Schemathesis' own report that says how each operation did. */
const reportSchema = z.object({
  complete: z.boolean(),
  operations: z.object({ total: z.number(), selected: z.number(), tested: z.number() }),
  failures: z.array(z.object({ operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
});

/** One count for each operation; an operation that is left out counts as skipped, a run that broke off as a failure. */
export async function readReport(file: string): Promise<Counts> {
  const { complete, operations, failures, errors } = reportSchema.parse(
    JSON.parse(await readFile(file, "utf8")),
  );
  const { total, selected, tested } = operations;
  const broken = new Set(failures.flatMap((failure) => failure.operations)).size;
  const failed = broken + errors.length + (selected - tested) + (complete ? 0 : 1);
  return { passed: Math.max(0, selected - failed), failed, skipped: total - selected };
}
