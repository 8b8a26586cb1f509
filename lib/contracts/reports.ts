import { oc } from "@orpc/contract";
import { z } from "zod";
import { moneySchema } from "./common";

const figures = {
  billed: moneySchema,
  realtime: moneySchema,
  savings: moneySchema,
  waste: moneySchema,
  rows: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
};

export const savingsRowSchema = z.object({
  key: z.string(),
  /** What to show for the key: a team's or job's name; the key itself otherwise. */
  label: z.string(),
  ...figures,
});

export const savingsReportSchema = z.object({
  data: z.array(savingsRowSchema),
  total: z.object(figures),
  unpricedRows: z.number().int(),
  simulated: z.boolean(),
});
export type SavingsReport = z.infer<typeof savingsReportSchema>;

const daySchema = z.iso
  .date()
  // PostgreSQL knows no year 0.
  .regex(/^(?!0000)/, "A day from the year 1 on")
  .meta({ description: "UTC day, inclusive" });

const flagSchema = z
  .enum(["true", "false"])
  .default("false")
  .transform((text) => text === "true");

export const savingsInput = z.object({
  from: daySchema.optional(),
  to: daySchema.optional(),
  groupBy: z.enum(["team", "provider", "model", "job", "day"]).default("day"),
  /** Simulated and real money are never added: a report takes one or the other. */
  simulated: flagSchema,
});

export const FOCUS_FORMATS = ["csv", "parquet"] as const;

/** What the FOCUS export is asked for; `neutralize` is for people who open the CSV in a spreadsheet. */
export const focusInput = z.object({
  month: z
    .string()
    // A month ends where the next begins, which after 9999 has no four digits.
    .regex(/^(?!0000|9999)\d{4}-(0[1-9]|1[0-2])$/, "A month such as 2026-11"),
  format: z.enum(FOCUS_FORMATS).default("csv"),
  simulated: flagSchema,
  neutralize: flagSchema,
});

export const reportsContract = {
  savings: oc
    .route({ method: "GET", path: "/reports/savings", tags: ["Reports"] })
    .input(savingsInput)
    .output(savingsReportSchema),
};
