import type { Strategy } from "../core/strategy";
import { batchesOf } from "../db/batch";
import { type Scope, withOrganization } from "../db/client";
import { listConnections } from "../db/connection";
import { unsettledExtras } from "../db/extra-batch";
import { findJob, type JobRecord } from "../db/job";
import { findUserByEmail, membershipsOf } from "../db/user";
import type { StepResult } from "../queue/catalog";
import { createDataset } from "../workspace/create-dataset";
import { createJob } from "../workspace/create-job";
import { ANYWHERE } from "./anywhere";
import { csv } from "./job-line";
import { type MailCatcher, mailCatcher } from "./mail-catcher";
import { openTestLine, TEST_EMAIL, type TestLine, type TestLineOptions } from "./test-line";
import { until } from "./until";

/** A whole Tranche whose tasks are carried by the real queue to worker processes, which the test starts and kills. */
export interface WorkedLine {
  readonly line: TestLine;
  readonly mails: MailCatcher;
  readonly organizationId: string;
  /** What a worker process needs to know. */
  readonly environment: Record<string, string>;
  inside<T>(work: (scope: Scope) => Promise<T>): Promise<T>;
  /** Uploads a file of so many rows and starts a job on it that needs no approval; gives its id. */
  start(size: JobSize): Promise<string>;
  /** Waits until the job has ended, its mail is sent and every remote batch is booked. */
  followToEnd(jobId: string, patienceMs?: number): Promise<JobRecord>;
  close(): Promise<void>;
}

export interface JobSize {
  readonly rows: number;
  readonly rowsPerBatch?: number;
  /** Batches of so many rows without it. */
  readonly strategy?: Strategy;
}

const staticOf = (maxRowsPerBatch: number | undefined): Strategy => ({
  type: "static",
  maxRowsPerBatch,
});

/** Waits of the real thing, shortened: a lost claim is taken over after three seconds. */
const HASTE = {
  RECONCILE_SECONDS: "0.5",
  TAKEOVER_SECONDS: "3",
  CREATE_TIMEOUT_SECONDS: "2",
  QUIET_SECONDS: "0.5",
  DATABASE_MAX_CONNECTIONS: "10",
};

export async function openWorkedLine(options: TestLineOptions): Promise<WorkedLine> {
  const mails = await mailCatcher();
  const environment = { ...HASTE, SMTP_URL: mails.smtpUrl, ...options.environment };
  const line = await openTestLine({ ...options, environment });
  const { runtime, queue } = line.process;
  const user = await findUserByEmail(runtime.database, TEST_EMAIL);
  const [membership] = await membershipsOf(runtime.database, user?.id ?? "");
  const organizationId = membership?.organizationId ?? "";
  const inside: WorkedLine["inside"] = (work) =>
    withOrganization(runtime.database, organizationId, work);
  const [connection] = await inside((scope) => listConnections(scope, { after: null, limit: 1 }));
  const enqueue = ({ followUps }: StepResult) => queue.enqueue(followUps);
  return {
    ...{ line, mails, organizationId, inside },
    environment: line.environment,
    start: async ({ rows, rowsPerBatch, strategy = staticOf(rowsPerBatch) }) => {
      const [datasetId, jobId] = [runtime.newId("ds"), runtime.newId("job")];
      const dataset = { id: datasetId, name: "Rows", fileName: "rows.csv", ...ANYWHERE };
      const source = once(csv(rows));
      await enqueue(await createDataset(runtime, organizationId, { ...dataset, source }));
      const job = { ...JOB, id: jobId, datasetId, connectionId: connection?.id ?? "" };
      await enqueue(await createJob(runtime, organizationId, { ...job, strategy }));
      return jobId;
    },
    followToEnd: (jobId, patienceMs = 90_000) =>
      untilEnded(inside, jobId, patienceMs).catch(async (error) => {
        throw new Error(`${error}; ${await inside((scope) => whereItStands(scope, jobId))}`);
      }),
    close: async () => {
      await line.close();
      await mails.close();
    },
  };
}

const JOB = {
  name: "Worked job",
  model: "gpt-4o-mini",
  request: { prompt: "Classify this text: {{text}}", maxOutputTokens: 50 },
  completionWindowHours: 24,
  budget: null,
  maxAttempts: 5,
  autoApprove: true,
  ...ANYWHERE,
  apiKeyId: null,
} as const;

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

function untilEnded(inside: WorkedLine["inside"], jobId: string, patienceMs: number) {
  const ended = () =>
    inside(async (scope) => {
      const job = await findJob(scope, jobId);
      return job?.reportedAt && (await unsettledExtras(scope, jobId)) === 0 ? job : null;
    }).catch(() => null);
  return until("the job ends", patienceMs, ended, 50);
}

async function whereItStands(scope: Scope, jobId: string): Promise<string> {
  const job = await findJob(scope, jobId);
  const batches = await batchesOf(scope, jobId);
  const states = batches.map(({ ordinal, attempt, state }) => `${ordinal}.${attempt} ${state}`);
  return `the job is ${job?.state}, its batches are ${states.join(", ") || "not cut yet"}`;
}
