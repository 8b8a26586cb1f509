import type { Scope } from "./client";
import { Prisma } from "./generated/client";
import { fromMoney, toMoney } from "./money-column";

/** What the jobs made with a key cost, of one kind of money, in pico-dollars. */
export interface KeySpend {
  /** The ledger's sum. */
  readonly billed: bigint;
  /** What jobs that run may cost beyond what they have been billed. */
  readonly reserved: bigint;
  /** So many jobs run that nothing bounds. */
  readonly unbounded: number;
  /** Executions whose cost nobody knows; they are in no sum. */
  readonly unpricedRows: number;
}

export interface KeySpends {
  readonly real: KeySpend;
  readonly simulated: KeySpend;
}

const NOTHING: KeySpend = { billed: 0n, reserved: 0n, unbounded: 0, unpricedRows: 0 };
export const NO_SPEND: KeySpends = { real: NOTHING, simulated: NOTHING };

const ENDED = Prisma.sql`('completed', 'completed_with_errors', 'failed', 'cancelled')`;

const BILLED = Prisma.sql`
  (SELECT coalesce(sum(e.billed), 0) FROM ledger_entries e
    WHERE e.organization_id = j.organization_id AND e.job_id = j.id)`;

/** What it may cost in all. Rows that have ended are billed, and no row that has not can cost more than the dearest. */
const HELD = Prisma.sql`
  least(coalesce(j.reserved, j.ceiling), ${BILLED} + j.row_ceiling
    * (j.rows - j.succeeded - j.failed - j.expired - j.cancelled))`;

/**
 * What each of these keys has taken, by its id; simulated and real money are never added. A job that runs holds what it may
 * cost in all, one that has ended what it was billed. Keys without a job are absent.
 */
export async function spendOfKeys(
  scope: Scope,
  keyIds: readonly string[],
): Promise<Map<string, KeySpends>> {
  if (keyIds.length === 0) return new Map();
  const rows = await scope.tx.$queryRaw<
    {
      key: string;
      simulated: boolean;
      billed: Prisma.Decimal;
      reserved: Prisma.Decimal;
      unbounded: bigint;
      unpriced: bigint;
    }[]
  >`
    SELECT key, simulated, sum(billed) AS billed, sum(unpriced_rows) AS unpriced,
      coalesce(sum(greatest(held - billed, 0)) FILTER (WHERE runs), 0) AS reserved,
      count(*) FILTER (WHERE runs AND held IS NULL) AS unbounded
    FROM (
      SELECT j.api_key_id AS key, j.simulated, j.unpriced_rows, ${HELD} AS held,
        j.approved_at IS NOT NULL
          AND j.state NOT IN ${ENDED} AS runs, ${BILLED} AS billed
      FROM jobs j
      WHERE j.organization_id = ${scope.organizationId} AND j.api_key_id IN (${Prisma.join([...keyIds])})
    ) AS made GROUP BY 1, 2`;
  const spends = new Map<string, KeySpends>();
  for (const { key, simulated, billed, reserved, unbounded, unpriced } of rows) {
    const spend: KeySpend = {
      ...{ billed: toMoney(billed), reserved: toMoney(reserved) },
      ...{ unbounded: Number(unbounded), unpricedRows: Number(unpriced) },
    };
    const before = spends.get(key) ?? NO_SPEND;
    spends.set(key, { ...before, ...(simulated ? { simulated: spend } : { real: spend }) });
  }
  return spends;
}

/**
 * Holds more for a job of which rows are sent once more: beside what it holds while it runs, or what it was billed when it had
 * ended. Null: nothing bounds them, so nothing is held.
 */
export async function reserveMore(scope: Scope, id: string, more: bigint | null): Promise<void> {
  if (more === null) return;
  await scope.tx.$executeRaw`
    UPDATE jobs j SET reserved = ${fromMoney(more)} + CASE WHEN j.state IN ${ENDED}
      THEN ${BILLED} ELSE coalesce(j.reserved, j.ceiling) END
    WHERE j.id = ${id} AND j.organization_id = ${scope.organizationId}`;
}
