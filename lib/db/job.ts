import type { DatasetPart } from "../core/dataset";
import type { RowCounts } from "../core/outcome";
import type { Problem } from "../core/problem";
import type { ProviderKind } from "../core/provider-kind";
import type { Sensitivity } from "../core/sensitivity";
import type { Strategy } from "../core/strategy";
import type { Scope } from "./client";
import type { JobMarks } from "./erase";
import type { Job, Prisma } from "./generated/client";
import { inTeams } from "./in-teams";
import { toJson, toJsonOrNull } from "./json-column";
import { fromMoneyOrNull, toMoneyOrNull } from "./money-column";

export type JobState = Job["state"];

/** The estimate as stored: money as decimal strings of dollars. */
export type StoredEstimate = Readonly<Record<string, unknown>>;

/** What a job made of ready-made requests before anything was sent. */
export interface JobRequests {
  /** The stored lines; null: the dataset's rows go as they are. */
  readonly parts: readonly DatasetPart[] | null;
  /** So many rows cannot be sent. */
  readonly refused: number;
  /** The first of them: the field that keeps each from being sent, and why. */
  readonly first: readonly {
    readonly row: number;
    readonly code: string;
    readonly field: string;
  }[];
}

export interface JobRecord extends RowCounts, JobMarks {
  readonly id: string;
  readonly teamId: string;
  readonly datasetId: string;
  readonly connectionId: string;
  readonly createdById: string | null;
  /** The key that made it, if a program did. */
  readonly apiKeyId: string | null;
  readonly name: string;
  readonly provider: ProviderKind;
  readonly model: string;
  readonly simulated: boolean;
  readonly state: JobState;
  readonly version: number;
  readonly sealedRequest: Uint8Array;
  readonly requestHash: string;
  readonly sealedLine: Uint8Array | null;
  readonly endpoint: string | null;
  readonly requests: JobRequests | null;
  readonly strategy: Strategy;
  readonly completionWindowHours: number;
  readonly budget: bigint | null;
  readonly maxAttempts: number;
  readonly autoApprove: boolean;
  readonly estimate: StoredEstimate | null;
  readonly ceiling: bigint | null;
  /** The most that the dearest row can cost once. */
  readonly rowCeiling: bigint | null;
  readonly retryable: number;
  readonly unpricedRows: number;
  readonly cancelRequestedAt: Date | null;
  readonly attention: Problem | null;
  readonly error: Problem | null;
  readonly createdAt: Date;
  readonly approvedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly reportedAt: Date | null;
  readonly dataset: { readonly name: string; readonly sensitivity: Sensitivity };
  readonly connection: { readonly name: string; readonly zeroRetention: boolean };
  readonly team: { readonly name: string };
}

const NAMES = {
  dataset: { select: { name: true, sensitivity: true } },
  connection: { select: { name: true, zeroRetention: true } },
  team: { select: { name: true } },
} as const;

type JobRow = Prisma.JobGetPayload<{ include: typeof NAMES }>;

function toRecord(row: JobRow): JobRecord {
  return {
    ...row,
    provider: row.provider as ProviderKind,
    pending: row.rows - row.succeeded - row.failed - row.expired - row.cancelled,
    strategy: row.strategy as unknown as Strategy,
    budget: toMoneyOrNull(row.budget),
    ceiling: toMoneyOrNull(row.ceiling),
    rowCeiling: toMoneyOrNull(row.rowCeiling),
    requests: row.requests as unknown as JobRequests | null,
    estimate: row.estimate as unknown as StoredEstimate | null,
    attention: row.attention as unknown as Problem | null,
    error: row.error as unknown as Problem | null,
  };
}

export type NewJob = Pick<
  JobRecord,
  | "id"
  | "teamId"
  | "datasetId"
  | "connectionId"
  | "createdById"
  | "apiKeyId"
  | "name"
  | "provider"
  | "model"
  | "simulated"
  | "requestHash"
  | "strategy"
  | "completionWindowHours"
  | "budget"
  | "maxAttempts"
  | "autoApprove"
> & { readonly sealedRequest: Uint8Array<ArrayBuffer> };

/** Creates the job in `estimating`, due at once; when the id is there already, what is there stays. */
export async function createJob(scope: Scope, job: NewJob, dueAt: Date): Promise<JobRecord> {
  await scope.tx.job.createMany({
    data: [
      {
        ...job,
        organizationId: scope.organizationId,
        strategy: toJson(job.strategy),
        budget: fromMoneyOrNull(job.budget),
        dueAt,
      },
    ],
    skipDuplicates: true,
  });
  const row = await findJob(scope, job.id);
  if (!row) throw new Error("the job was not created");
  return row;
}

export async function findJob(scope: Scope, id: string): Promise<JobRecord | null> {
  const row = await scope.tx.job.findFirst({
    where: { id, organizationId: scope.organizationId },
    include: NAMES,
  });
  return row && toRecord(row);
}

export interface JobFilter {
  readonly after: string | null;
  readonly limit: number;
  /** Null: those of every team. */
  readonly teams: readonly string[] | null;
  readonly states?: readonly JobState[];
  readonly datasetId?: string;
  readonly deleted?: boolean;
}

/** Newest first: ids are ordered by time. */
export async function listJobs(scope: Scope, filter: JobFilter): Promise<JobRecord[]> {
  const rows = await scope.tx.job.findMany({
    where: {
      organizationId: scope.organizationId,
      ...inTeams(filter.teams),
      ...(filter.after ? { id: { lt: filter.after } } : {}),
      ...(filter.states ? { state: { in: [...filter.states] } } : {}),
      ...(filter.datasetId ? { datasetId: filter.datasetId } : {}),
      ...(filter.deleted ? {} : { contentDeletedAt: null }),
    },
    orderBy: { id: "desc" },
    take: filter.limit,
    include: NAMES,
  });
  return rows.map(toRecord);
}

export interface JobChange {
  readonly state?: JobState;
  readonly dueAt?: Date | null;
  readonly rows?: number;
  readonly estimate?: StoredEstimate;
  readonly ceiling?: bigint | null;
  readonly rowCeiling?: bigint | null;
  readonly sealedLine?: Uint8Array<ArrayBuffer>;
  readonly endpoint?: string;
  readonly requests?: JobRequests | null;
  readonly approvedAt?: Date;
  readonly finishedAt?: Date | null;
  readonly reportedAt?: Date | null;
  readonly cancelRequestedAt?: Date | null;
  readonly rawDeletedAt?: null;
  readonly maxAttempts?: number;
  readonly attention?: Problem | null;
  readonly error?: Problem | null;
}

/** Moves the job, if it is still in one of the states named. Returns its new version; null: someone else did it. */
export async function moveJob(
  scope: Scope,
  id: string,
  from: readonly JobState[],
  { attention, error, estimate, ceiling, rowCeiling, requests, ...change }: JobChange,
  version?: number,
): Promise<number | null> {
  const [row] = await scope.tx.job.updateManyAndReturn({
    where: {
      id,
      organizationId: scope.organizationId,
      state: { in: [...from] },
      ...(version === undefined ? {} : { version }),
    },
    data: {
      ...change,
      ...(attention === undefined ? {} : { attention: toJsonOrNull(attention) }),
      ...(error === undefined ? {} : { error: toJsonOrNull(error) }),
      ...(estimate === undefined ? {} : { estimate: toJson(estimate) }),
      ...(requests === undefined ? {} : { requests: toJsonOrNull(requests) }),
      ...(ceiling === undefined ? {} : { ceiling: fromMoneyOrNull(ceiling) }),
      ...(rowCeiling === undefined ? {} : { rowCeiling: fromMoneyOrNull(rowCeiling) }),
      version: { increment: 1 },
    },
    select: { version: true },
  });
  return row?.version ?? null;
}

/**
 * Locks the job's row until the transaction ends, so that two steps do not decide about its end at once. `FOR UPDATE`
 * would wait for those that only refer to the job, such as the ledger's new entries, and two settlements would deadlock.
 */
export async function lockJob(scope: Scope, id: string): Promise<void> {
  await scope.tx.$queryRaw`
    SELECT 1 FROM jobs WHERE id = ${id} AND organization_id = ${scope.organizationId} FOR NO KEY UPDATE`;
}
