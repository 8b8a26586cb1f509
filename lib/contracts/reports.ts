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

export const savingsInput = z.object({
  from: daySchema.optional(),
  to: daySchema.optional(),
  groupBy: z.enum(["team", "provider", "model", "job", "day"]).default("day"),
  /** Simulated and real money are never added: a report takes one or the other. */
  simulated: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
});

export const reportsContract = {
  savings: oc
    .route({ method: "GET", path: "/reports/savings", tags: ["Reports"] })
    .input(savingsInput)
    .output(savingsReportSchema),
};
