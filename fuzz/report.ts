import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Counts } from "../scripts/test/counts";

/** The part of Schemathesis' own report that says how each operation did. */
const reportSchema = z.object({
  complete: z.boolean(),
  operations: z.object({ total: z.number(), selected: z.number(), tested: z.number() }),
  failures: z.array(z.object({ operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
  /** What became of requests that the document allows, by operation and phase. */
  valid_rates: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        accepted: z.number(),
        unreachable: z.number(),
        conflicts: z.number(),
        rejected: z.number(),
      }),
    ),
  ),
});

type Report = z.infer<typeof reportSchema>;

/** Of good requests; a key that was locked out or ids that lead nowhere leave almost none. */
const LEAST_ACCEPTED = 0.25;

/** Of the operations; a session that does not hold leaves out all that takes a person. */
const LEAST_REACHED = 0.8;

/**
 * One count for each operation; an operation that is left out counts as skipped. A run that broke off is a failure, and so
 * is one in which almost everything was refused, or many operations always, which would say nothing.
 */
export async function readReport(file: string): Promise<Counts> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const { complete, operations, failures, errors } = report;
  const { total, selected, tested } = operations;
  const broken = new Set(failures.flatMap((failure) => failure.operations)).size;
  const useless = !complete || !saysSomething(report);
  const failed = broken + errors.length + (selected - tested) + (useless ? 1 : 0);
  return { passed: Math.max(0, selected - failed), failed, skipped: total - selected };
}

function saysSomething({ valid_rates }: Report): boolean {
  const operations = Object.values(valid_rates).map((phases) => {
    const rates = Object.values(phases);
    const accepted = rates.reduce((sum, rate) => sum + rate.accepted, 0);
    const refused = rates.reduce((sum, r) => sum + r.unreachable + r.conflicts + r.rejected, 0);
    return { accepted, asked: accepted + refused };
  });
  const accepted = operations.reduce((sum, operation) => sum + operation.accepted, 0);
  const asked = operations.reduce((sum, operation) => sum + operation.asked, 0);
  const reached = operations.filter((operation) => operation.accepted > 0).length;
  return accepted >= asked * LEAST_ACCEPTED && reached >= operations.length * LEAST_REACHED;
}
