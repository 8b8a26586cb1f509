import type { LedgerLine } from "../core/ledger";
import type { ProviderKind } from "../core/provider-kind";
import type { LedgerAggregate } from "../core/report";
import type { Meter } from "../core/usage";
import type { Scope } from "./client";
import { Prisma } from "./generated/client";
import { toJson } from "./json-column";
import { fromMoney, toMoney } from "./money-column";

export interface LedgerOrigin {
  readonly teamId: string;
  readonly jobId: string;
  readonly batchId: string;
  readonly remoteId: string;
  readonly provider: ProviderKind;
  /** UTC day of the provider's completion time. */
  readonly day: Date;
}

/**
 * Appends the lines of a settlement. The key of an entry is unique, so a second settlement of the same batch fails
 * here and takes its whole transaction with it: meant for the transaction that settles the batch.
 */
export async function appendLedger(
  scope: Scope,
  origin: LedgerOrigin,
  lines: readonly { readonly id: string; readonly line: LedgerLine }[],
): Promise<void> {
  await scope.tx.ledgerEntry.createMany({
    data: lines.map(({ id, line }) => ({
      ...origin,
      id,
      organizationId: scope.organizationId,
      model: line.price.model,
      meter: line.meter,
      priceId: line.price.id,
      price: toJson({ billed: priceJson(line.price), realtime: priceJson(line.realtimePrice) }),
      usable: line.usable,
      revision: line.revision,
      quantity: new Prisma.Decimal(line.quantity.toString()),
      billed: fromMoney(line.billed),
      realtime: fromMoney(line.realtime),
      simulated: line.simulated,
    })),
  });
}

const priceJson = ({ picoPerToken, ...price }: LedgerLine["price"]) => ({
  ...price,
  picoPerToken: picoPerToken.toString(),
});

/** Sums of the ledger for one thing. Money in pico-dollars. */
export interface LedgerSums {
  readonly billed: bigint;
  readonly realtime: bigint;
  readonly waste: bigint;
}

interface SumRow {
  key: string;
  billed: Prisma.Decimal;
  realtime: Prisma.Decimal;
  waste: Prisma.Decimal;
}

const toSums = (row: SumRow): LedgerSums => ({
  billed: toMoney(row.billed),
  realtime: toMoney(row.realtime),
  waste: toMoney(row.waste),
});

const SUMS = Prisma.sql`
  coalesce(sum(billed), 0) AS billed, coalesce(sum(realtime), 0) AS realtime,
  coalesce(sum(billed) FILTER (WHERE NOT usable), 0) AS waste`;

/** What each of these jobs cost, by job id. Jobs without entries are absent. */
export async function costsOfJobs(
  scope: Scope,
  jobIds: readonly string[],
): Promise<Map<string, LedgerSums>> {
  if (jobIds.length === 0) return new Map();
  const rows = await scope.tx.$queryRaw<SumRow[]>`
    SELECT job_id AS key, ${SUMS} FROM ledger_entries
    WHERE organization_id = ${scope.organizationId} AND job_id IN (${Prisma.join([...jobIds])}) GROUP BY 1`;
  return new Map(rows.map((row) => [row.key, toSums(row)]));
}

/** What each batch of a job cost, by batch id. */
export async function costsOfBatches(
  scope: Scope,
  jobId: string,
): Promise<Map<string, LedgerSums>> {
  const rows = await scope.tx.$queryRaw<SumRow[]>`
    SELECT batch_id AS key, ${SUMS} FROM ledger_entries
    WHERE organization_id = ${scope.organizationId} AND job_id = ${jobId} GROUP BY 1`;
  return new Map(rows.map((row) => [row.key, toSums(row)]));
}

export const REPORT_GROUPS = ["team", "provider", "model", "job", "day"] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export interface ReportQuery {
  readonly groupBy: ReportGroup;
  /** UTC days, inclusive. */
  readonly from: string;
  readonly to: string;
  readonly simulated: boolean;
  /** Null: of every team. */
  readonly teams: readonly string[] | null;
}

const GROUP_KEY: Record<ReportGroup, Prisma.Sql> = {
  team: Prisma.sql`team_id`,
  provider: Prisma.sql`provider`,
  model: Prisma.sql`model`,
  job: Prisma.sql`job_id`,
  day: Prisma.sql`to_char(day, 'YYYY-MM-DD')`,
};

/** The ledger of a period, summed by one thing, meter and use. Simulated and real money never meet in one sum. */
export async function sumLedger(scope: Scope, query: ReportQuery): Promise<LedgerAggregate[]> {
  const rows = await scope.tx.$queryRaw<
    {
      key: string;
      meter: Meter;
      usable: boolean;
      quantity: Prisma.Decimal;
      billed: Prisma.Decimal;
      realtime: Prisma.Decimal;
    }[]
  >`
    SELECT ${GROUP_KEY[query.groupBy]} AS key, meter, usable,
      sum(quantity) AS quantity, sum(billed) AS billed, sum(realtime) AS realtime
    FROM ledger_entries
    WHERE organization_id = ${scope.organizationId} AND simulated = ${query.simulated}
      AND day BETWEEN ${query.from}::date AND ${query.to}::date
      AND (${query.teams}::text[] IS NULL OR team_id = ANY(${query.teams}::text[]))
    GROUP BY 1, 2, 3 ORDER BY 1`;
  return rows.map((row) => ({
    ...row,
    quantity: toMoney(row.quantity),
    billed: toMoney(row.billed),
    realtime: toMoney(row.realtime),
    simulated: query.simulated,
  }));
}

const BATCH_GROUP_KEY: Record<ReportGroup, Prisma.Sql> = {
  team: Prisma.sql`j.team_id`,
  provider: Prisma.sql`j.provider`,
  model: Prisma.sql`coalesce((SELECT min(e.model) FROM ledger_entries e
    WHERE e.batch_id = b.id AND e.organization_id = b.organization_id), j.model)`,
  job: Prisma.sql`j.id`,
  day: Prisma.sql`to_char(coalesce(b.ended_at, b.settled_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD')`,
};

export interface SettledRows {
  readonly key: string;
  /** Rows that got a final outcome. */
  readonly rows: number;
  readonly unpricedRows: number;
}

/** Rows settled in a period, by the same keys as the ledger's sums. */
export async function sumSettledRows(scope: Scope, query: ReportQuery): Promise<SettledRows[]> {
  const rows = await scope.tx.$queryRaw<{ key: string; rows: bigint; unpriced: bigint }[]>`
    SELECT ${BATCH_GROUP_KEY[query.groupBy]} AS key,
      sum(b.succeeded + b.failed + b.expired + b.cancelled)::bigint AS rows, sum(b.unpriced_rows)::bigint AS unpriced
    FROM batches b JOIN jobs j ON j.id = b.job_id
    WHERE b.organization_id = ${scope.organizationId} AND j.organization_id = ${scope.organizationId}
      AND j.simulated = ${query.simulated} AND b.settled_at IS NOT NULL
      AND (coalesce(b.ended_at, b.settled_at) AT TIME ZONE 'UTC')::date
        BETWEEN ${query.from}::date AND ${query.to}::date
      AND (${query.teams}::text[] IS NULL OR j.team_id = ANY(${query.teams}::text[]))
    GROUP BY 1 ORDER BY 1`;
  return rows.map((row) => ({
    key: row.key,
    rows: Number(row.rows),
    unpricedRows: Number(row.unpriced),
  }));
}
