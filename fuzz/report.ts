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

/**
 * One count for each operation; an operation that is left out counts as skipped. A run that broke off is a failure, and so
 * is one in which almost everything was refused, which would say nothing.
 */
export async function readReport(file: string): Promise<Counts> {
  const report = reportSchema.parse(JSON.parse(await readFile(file, "utf8")));
  const { complete, operations, failures, errors } = report;
  const { total, selected, tested } = operations;
  const broken = new Set(failures.flatMap((failure) => failure.operations)).size;
  const useless = !complete || acceptedShare(report) < LEAST_ACCEPTED;
  const failed = broken + errors.length + (selected - tested) + (useless ? 1 : 0);
  return { passed: Math.max(0, selected - failed), failed, skipped: total - selected };
}

function acceptedShare({ valid_rates }: Report): number {
  const rates = Object.values(valid_rates).flatMap((phases) => Object.values(phases));
  const sum = (count: (rate: (typeof rates)[number]) => number): number =>
    rates.reduce((total, rate) => total + count(rate), 0);
  const all = sum((rate) => rate.accepted + rate.unreachable + rate.conflicts + rate.rejected);
  return all === 0 ? 0 : sum((rate) => rate.accepted) / all;
}
