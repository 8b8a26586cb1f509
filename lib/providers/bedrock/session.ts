import { isProviderError, ProviderError } from "../../errors";
import type {
  BatchSnapshot,
  BatchSubmission,
  FindResult,
  ProviderSession,
  SoughtBatch,
} from "../provider";
import { removeFiles } from "../staged-files";
import { addUpFiles, modelList, surveyOf } from "../survey";
import type { BedrockCalls, CreateJobBody } from "./client";
import { jobName, requestToken } from "./job-name";
import type { BucketCalls } from "./objects";
import { hasEnded, toSnapshot } from "./snapshot";
import type { WireJob } from "./wire";

/** The provider's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** The most that one page may hold is 1,000 (API reference). */
const PAGE_SIZE = 100;

interface Bedrock {
  readonly calls: BedrockCalls;
  readonly bucket: BucketCalls;
  /** Of all our objects. */
  readonly prefix: string;
}

/** The verbs of the port in terms of Bedrock's calls and of the bucket's. */
export function openSession(bedrock: Bedrock): ProviderSession {
  const { calls, bucket, prefix } = bedrock;
  return {
    async check() {
      await calls.jobs({ maxResults: 1 });
      await bucket.list(bucket.uriOf(`${prefix}/`), 1);
    },
    survey: () =>
      surveyOf({
        models: async () => modelList(await calls.models()),
        files: () => addUpFiles<string>((token) => bucket.sizes(bucket.uriOf(`${prefix}/`), token)),
      }),
    async stage({ path, fileName }) {
      const key = `${prefix}/${fileName}`;
      await bucket.put(key, path);
      return bucket.uriOf(key);
    },
    submit: (batch, timeoutMs) => submit(bedrock, batch, timeoutMs),
    find: (sought) => find(bedrock, sought),
    list: (sinceMs) => snapshots(bedrock, jobsSince(calls, sinceMs)),
    async retrieve(remoteId) {
      return withResults(bedrock, await calls.job(remoteId));
    },
    results: (uri) => bucket.read(uri),
    cancel: (remoteId) => cancel(bedrock, remoteId),
    async cleanUp({ remoteId, stagedId, resultFileIds: [result] }) {
      const folder = result?.slice(0, result.lastIndexOf("/") + 1);
      const made = await bucket.list(folder ?? jobFolder(resultsUri(bedrock), remoteId));
      await removeFiles([stagedId, ...made], (uri) => bucket.remove(uri));
    },
    stagedFiles: {
      list: () => bucket.folder(bucket.uriOf(`${prefix}/`)),
      remove: (uri) => bucket.remove(uri),
    },
    complete: null,
  };
}

/**
 * The answer to a create names nothing but the job, so the job is read for the time of its creation. Where that fails the
 * create was made all the same: `ambiguous`, and `find` will tell. What is shown is the job as it was made; what has become of it
 * since is for the next look.
 */
async function submit(
  bedrock: Bedrock,
  batch: BatchSubmission,
  timeoutMs: number,
): Promise<BatchSnapshot> {
  const { calls, bucket } = bedrock;
  const { requests, mark } = batch;
  if (requests.kind !== "staged") {
    throw new ProviderError("invalid", "create batch: the request file was not staged");
  }
  const startedMs = performance.now();
  // A job of a file that is gone would only fail later.
  await bucket.look(requests.id, timeoutMs / 4);
  const body = {
    jobName: jobName(mark),
    clientRequestToken: requestToken(mark),
    modelId: batch.model,
    inputUri: requests.id,
    outputUri: resultsUri(bedrock),
    timeoutHours: batch.completionWindowHours,
  };
  const leftMs = Math.max(1, timeoutMs - (performance.now() - startedMs));
  const jobArn = await calls.createJob(body, Math.floor(leftMs));
  try {
    const { submitTime } = await calls.job(jobArn);
    if (submitTime === null) throw new ProviderError("unknown", "no time of creation");
    return toSnapshot({ ...newJob(jobArn, body), submitTime }, []);
  } catch (cause) {
    const message = "create batch: the job was made, and could not be read";
    throw new ProviderError("ambiguous", message, { cause });
  }
}

function newJob(
  jobArn: string,
  { jobName, inputUri, outputUri }: Pick<CreateJobBody, "jobName" | "inputUri" | "outputUri">,
): Omit<WireJob, "submitTime"> {
  const nothing = { message: null, endTime: null, totalRecordCount: null };
  const counts = { successRecordCount: null, errorRecordCount: null };
  const made = { jobArn, jobName, inputUri, outputUri };
  return { ...made, status: "Submitted", ...nothing, ...counts };
}

/** All jobs of the mark's name, or made of the staged file, which is named for the mark. */
async function find(
  bedrock: Bedrock,
  { mark, stagedId, sinceMs }: SoughtBatch,
): Promise<FindResult> {
  const name = jobName(mark);
  const found: BatchSnapshot[] = [];
  const jobs = jobsSince(bedrock.calls, sinceMs - CLOCK_SKEW_MS, name);
  for await (const snapshot of snapshots(bedrock, jobs)) {
    const sameFile = stagedId !== null && snapshot.stagedId === stagedId;
    if (snapshot.mark === mark || sameFile) found.push(snapshot);
  }
  return found.length > 0 ? { kind: "found", snapshots: found } : { kind: "absent" };
}

async function* snapshots(
  bedrock: Bedrock,
  jobs: AsyncIterable<WireJob>,
): AsyncGenerator<BatchSnapshot> {
  for await (const job of jobs) yield withResults(bedrock, job);
}

/** Newest first. The filter by time only spares pages: it asks for a second more than is wanted. */
async function* jobsSince(
  calls: BedrockCalls,
  oldestMs: number,
  nameContains?: string,
): AsyncGenerator<WireJob> {
  const filter = nameContains === undefined ? {} : { nameContains };
  for await (const jobs of pages(calls, { ...filter, sinceMs: oldestMs - 1000 })) {
    yield* jobs.filter(({ submitTime }) => submitTime === null || submitTime >= oldestMs);
  }
}

async function* pages(
  calls: BedrockCalls,
  filter: { sinceMs: number; nameContains?: string },
): AsyncGenerator<readonly WireJob[]> {
  const seen = new Set<string>();
  let next: { nextToken?: string } = {};
  for (;;) {
    const page = await calls.jobs({ ...filter, ...next, maxResults: PAGE_SIZE });
    yield page.invocationJobSummaries;
    const { nextToken } = page;
    if (nextToken === null) return;
    if (seen.has(nextToken)) {
      throw new ProviderError("unknown", "list batches: the provider repeats a page");
    }
    seen.add(nextToken);
    next = { nextToken };
  }
}

/**
 * A job that has ended has results in its own folder, beside a manifest, which is none. The job says where that is: our own
 * settings may have changed since. Jobs of others are not looked into.
 */
async function withResults({ bucket }: Bedrock, job: WireJob): Promise<BatchSnapshot> {
  const snapshot = toSnapshot(job, []);
  if (!hasEnded(job) || snapshot.mark === null) return snapshot;
  if (job.outputUri === null) {
    throw new ProviderError("unknown", "read batch: the job does not say where its results are");
  }
  const made = await bucket.list(jobFolder(job.outputUri, job.jobArn));
  return { ...snapshot, resultFileIds: made.filter((uri) => uri.endsWith(".jsonl.out")) };
}

/** A job that has ended cannot be stopped; what it has become is the answer then. */
async function cancel(bedrock: Bedrock, remoteId: string): Promise<BatchSnapshot> {
  try {
    await bedrock.calls.stopJob(remoteId);
  } catch (error) {
    if (!isProviderError(error) || error.status !== 400) throw error;
    const job = await bedrock.calls.job(remoteId);
    if (!hasEnded(job)) throw error;
    return withResults(bedrock, job);
  }
  return withResults(bedrock, await bedrock.calls.job(remoteId));
}

/** Where the folders of all jobs are. */
function resultsUri({ bucket, prefix }: Bedrock): string {
  return bucket.uriOf(`${prefix}/results/`);
}

/** Bedrock makes a folder for each job, named by the last part of its ARN (AWS user guide, batch inference results). */
function jobFolder(outputUri: string, jobArn: string): string {
  return `${outputUri.replace(/\/*$/, "/")}${jobArn.slice(jobArn.lastIndexOf("/") + 1)}/`;
}
