import type { AuditChange } from "../core/audit";
import { formatUsd, type Money } from "../core/money";
import type { JobRecord } from "../db/job";

/** What the audit log tells of a job that may spend from now on: how much at most, and of which budget. */
export const approval = (
  { id, name, budget, simulated }: JobRecord,
  ceiling: Money | null,
): AuditChange => ({
  ...{ action: "job.approved", id, name },
  after: {
    ceilingUsd: ceiling === null ? null : formatUsd(ceiling),
    budgetUsd: budget === null ? null : formatUsd(budget),
    simulated,
  },
});
