import { STEPS } from "../../workers/steps";
import { type Scope, withOrganization } from "../db/client";
import { listConnections } from "../db/connection";
import { findUserByEmail, membershipsOf } from "../db/user";
import { approveJob } from "../pipeline/approve-job";
import type { ProviderSession } from "../providers/provider";
import { getJob } from "../queries/jobs";
import { resultsFile } from "../queries/results-file";
import { type FollowUp, TASKS } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { createDataset } from "../workspace/create-dataset";
import { createJob, type NewJob } from "../workspace/create-job";
import { ANYWHERE } from "./anywhere";
import { openTestLine, TEST_EMAIL, type TestLine, type TestLineOptions } from "./test-line";

export type JobChange = Partial<Omit<NewJob, "id" | "datasetId">>;

export interface DriveOptions {
  /** Carries out the steps; the line's own without it. */
  readonly runtime?: Runtime;
  /** Tasks that are left undone and given back. */
  readonly leave?: (task: FollowUp) => boolean;
  /** Runs a step, `once` or otherwise; gives what follows. */
  readonly deliver?: (
    task: FollowUp,
    once: () => Promise<readonly FollowUp[]>,
  ) => Promise<readonly FollowUp[]>;
}

/** A row of the results file as JSON Lines. */
export type ResultRow = Readonly<Record<string, unknown>>;

/** A whole Tranche for tests that follow jobs. Its clock jumps over long waits, so nothing waits for real. */
export interface JobLine {
  readonly line: TestLine;
  readonly runtime: Runtime;
  readonly organizationId: string;
  readonly connectionId: string;
  /** Moves the line's clock ahead. */
  skip(ms: number): void;
  /** Sets the line's clock right. */
  rewind(): void;
  inside<T>(work: (scope: Scope) => Promise<T>): Promise<T>;
  /** Imports a file; gives its id. */
  upload(content: string | Uint8Array, fileName?: string): Promise<string>;
  /** A job that waits for approval, or whatever its estimate came to; gives its id. */
  estimated(datasetId: string, change?: JobChange): Promise<string>;
  approve(id: string): Promise<readonly FollowUp[]>;
  /** A job followed from its creation to its end; gives its id. */
  run(datasetId: string, change?: JobChange, options?: DriveOptions): Promise<string>;
  /** Runs tasks and all that follows, in order of due times. Like the queue, tries a failed task again. */
  drive(start: readonly FollowUp[], options?: DriveOptions): Promise<readonly FollowUp[]>;
  job(id: string): ReturnType<typeof getJob>;
  results(id: string): Promise<ResultRow[]>;
  close(): Promise<void>;
}

export const PROMPT = "Classify this text: {{text}}";

/** A CSV file with a column `text` of so many different rows. */
export function csv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => `row ${i + 1}`);
  return `text\n${lines.join("\n")}\n`;
}

export async function openJobLine(options: TestLineOptions): Promise<JobLine> {
  const line = await openTestLine(options);
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const skip = (ms: number) => {
    ahead += Math.max(0, ms);
  };
  const runtime: Runtime = { ...line.process.runtime, now };
  const user = await findUserByEmail(runtime.database, TEST_EMAIL);
  const [membership] = await membershipsOf(runtime.database, user?.id ?? "");
  const organizationId = membership?.organizationId ?? "";
  const inside: JobLine["inside"] = (work) =>
    withOrganization(runtime.database, organizationId, work);
  const [connection] = await inside((scope) => listConnections(scope, { after: null, limit: 1 }));
  const connectionId = connection?.id ?? "";
  const rewind = () => {
    ahead = 0;
  };
  const drive: JobLine["drive"] = (start, drive = {}) => driveAll(runtime, skip, start, drive);
  const create = (datasetId: string, change: JobChange) =>
    newJob(runtime, organizationId, { connectionId, ...change }, datasetId);
  const approve = async (id: string) => (await approveJob(runtime, organizationId, id)).followUps;
  return {
    ...{ line, runtime, organizationId, connectionId, skip, rewind, inside, drive, approve },
    upload: async (content, fileName = "rows.csv") => {
      const id = runtime.newId("ds");
      const source = chunks(content);
      const dataset = { id, name: fileName, fileName, source, ...ANYWHERE };
      const made = await createDataset(runtime, organizationId, dataset);
      await drive(made.followUps);
      return id;
    },
    estimated: async (datasetId, change = {}) => {
      const { id, followUps } = await create(datasetId, change);
      await drive(followUps);
      return id;
    },
    run: async (datasetId, change = {}, options = {}) => {
      const { id, followUps } = await create(datasetId, change);
      await drive(followUps, options);
      await drive(await approve(id), options);
      return id;
    },
    job: (id) => getJob(runtime, organizationId, id),
    results: async (id) => {
      const { bytes } = await resultsFile(runtime, organizationId, id, {
        format: "jsonl",
      });
      const text = await textOf(bytes);
      return text
        .trimEnd()
        .split("\n")
        .map((row) => JSON.parse(row));
    },
    close: () => line.close(),
  };
}

async function newJob(
  runtime: Runtime,
  organizationId: string,
  change: JobChange & { connectionId: string },
  datasetId: string,
) {
  const id = runtime.newId("job");
  const job = { ...DEFAULT_JOB, ...change, id, datasetId };
  const { followUps } = await createJob(runtime, organizationId, job);
  return { id, followUps };
}

const DEFAULT_JOB: Omit<NewJob, "id" | "datasetId" | "connectionId"> = {
  name: "Test job",
  model: "gpt-4o-mini",
  request: { prompt: PROMPT, maxOutputTokens: 50 },
  strategy: { type: "static" },
  completionWindowHours: 24,
  budget: null,
  maxAttempts: 3,
  autoApprove: false,
  ...ANYWHERE,
  apiKeyId: null,
};

async function* chunks(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

export async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** Long enough for the sandbox to go on; what is left of a wait is skipped. */
const BREATH_MS = 10;

interface Waiting {
  readonly task: FollowUp;
  readonly at: number;
  readonly failures: number;
}

async function driveAll(
  own: Runtime,
  skip: (ms: number) => void,
  start: readonly FollowUp[],
  { runtime = own, leave = () => false, deliver }: DriveOptions,
): Promise<FollowUp[]> {
  const left: FollowUp[] = [];
  const queued = (tasks: readonly FollowUp[]): Waiting[] =>
    tasks.map((task) => ({ task, at: own.now() + (task.delayMs ?? 0), failures: 0 }));
  let waiting = queued(start);
  for (;;) {
    waiting.sort((a, b) => a.at - b.at);
    const [next, ...others] = waiting;
    if (!next) return left;
    waiting = others;
    if (leave(next.task)) {
      left.push(next.task);
      continue;
    }
    if (next.at > own.now()) await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    skip(next.at - own.now());
    const once = async () => (await STEPS[next.task.task](runtime, next.task.payload)).followUps;
    const result = await (deliver ? deliver(next.task, once) : once()).catch((error) => {
      if (next.failures + 1 >= TASKS[next.task.task].attempts) throw error;
      return null;
    });
    waiting.push(
      ...(result
        ? queued(result)
        : [{ ...next, at: own.now() + 500, failures: next.failures + 1 }]),
    );
  }
}

/** The same runtime, in which some verbs of every provider session are replaced. */
export function withSession(
  runtime: Runtime,
  change: (session: ProviderSession) => Partial<ProviderSession>,
): Runtime {
  return {
    ...runtime,
    provider: (kind) => {
      const provider = runtime.provider(kind);
      const open: typeof provider.open = async (account) => {
        const session = await provider.open(account);
        return { ...session, ...change(session) };
      };
      return { ...provider, open };
    },
  };
}
