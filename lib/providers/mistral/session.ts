import { isProviderError, ProviderError } from "../../errors";
import type {
  AccountSurvey,
  BatchSnapshot,
  BatchSubmission,
  FindResult,
  ProviderSession,
  SoughtBatch,
  StagedFile,
} from "../provider";
import { removeFiles, waitUntilVisible } from "../staged-files";
import { addUpFiles, modelList, surveyOf } from "../survey";
import type { MistralCalls } from "./client";
import { toSnapshot } from "./snapshot";
import { MARK_KEY, type WireJob, type WireJobPage } from "./wire";

/** The provider's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

const PAGE_SIZE = 100;

/** The verbs of the port in terms of Mistral's calls. */
export function openSession(calls: MistralCalls): ProviderSession {
  return {
    async check() {
      await calls.jobs({ page: 0, pageSize: 1 });
    },
    survey: () => survey(calls),
    async stage(file) {
      const { id } = await calls.upload(file);
      await waitUntilVisible(() => calls.file(id));
      return id;
    },
    async submit(batch, timeoutMs) {
      return toSnapshot(await calls.createJob(toBody(batch), timeoutMs));
    },
    find: (sought) => find(calls, sought),
    // Their times are whole seconds, so a job of this very second may seem older than it is.
    list: (sinceMs) => newestFirst(calls, Math.floor(sinceMs / 1000) * 1000),
    async retrieve(remoteId) {
      return toSnapshot(await calls.job(remoteId));
    },
    results: (fileId) => calls.content(fileId),
    cancel: (remoteId) => cancel(calls, remoteId),
    cleanUp: ({ stagedId, resultFileIds }) =>
      removeFiles([stagedId, ...resultFileIds], (id) => calls.removeFile(id)),
    stagedFiles: {
      list: () => everyFile(calls),
      remove: (id) => removeFiles([id], () => calls.removeFile(id)),
    },
    complete: calls.complete,
  };
}

function survey(calls: MistralCalls): Promise<AccountSurvey> {
  return surveyOf({
    models: async () => modelList(await calls.models()),
    files: () =>
      addUpFiles<number>(async (cursor) => {
        const page = cursor ?? 0;
        const { data, total } = await calls.files({ page, pageSize: PAGE_SIZE });
        const isLast = total !== null && (page + 1) * PAGE_SIZE >= total;
        return { files: data, next: isLast ? null : page + 1 };
      }),
  });
}

function toBody({ requests, ...batch }: BatchSubmission) {
  if (requests.kind !== "staged") {
    throw new ProviderError("invalid", "create batch: the request file was not staged");
  }
  return {
    inputFiles: [requests.id],
    endpoint: batch.endpoint,
    model: batch.model,
    timeoutHours: batch.completionWindowHours,
    metadata: { [MARK_KEY]: batch.mark },
  };
}

/**
 * All jobs that carry the mark or were made of the staged file. The list's metadata filter is not used: the SDK (2.7.0)
 * sends its pairs as parameters of their own, which no reference names, and a filter that finds nothing by mistake is a
 * second bill.
 */
async function find(
  calls: MistralCalls,
  { mark, stagedId, sinceMs }: SoughtBatch,
): Promise<FindResult> {
  const snapshots: BatchSnapshot[] = [];
  for await (const snapshot of newestFirst(calls, sinceMs - CLOCK_SKEW_MS)) {
    const sameFile = stagedId !== null && snapshot.stagedId === stagedId;
    if (snapshot.mark === mark || sameFile) snapshots.push(snapshot);
  }
  return snapshots.length > 0 ? { kind: "found", snapshots } : { kind: "absent" };
}

/**
 * Jobs created at `oldestMs` or later. A job that is made meanwhile moves the others on by one place, so one may be seen
 * twice; it is told once.
 */
async function* newestFirst(calls: MistralCalls, oldestMs: number): AsyncGenerator<BatchSnapshot> {
  const isYoung = (job: WireJob) => job.createdAt === null || job.createdAt >= oldestMs;
  const told = new Set<string>();
  for await (const { data } of pages(calls, oldestMs)) {
    const fresh = data.filter(({ id }) => !told.has(id));
    if (fresh.length === 0) {
      throw new ProviderError("unknown", "list batches: the provider repeats a page");
    }
    for (const { id } of fresh) told.add(id);
    yield* fresh.filter(isYoung).map(toSnapshot);
    if (!fresh.slice(-1).every(isYoung)) return;
  }
}

/** The pages that hold anything. The filter by time only spares pages: it asks for a second more than is wanted. */
async function* pages(calls: MistralCalls, oldestMs: number): AsyncGenerator<WireJobPage> {
  const createdAfterMs = Math.max(0, oldestMs - 1000);
  let seen = 0;
  for (let page = 0; ; page += 1) {
    const answer = await calls.jobs({ page, pageSize: PAGE_SIZE, createdAfterMs });
    if (answer.data.length === 0) return;
    yield answer;
    seen += answer.data.length;
    if (answer.total !== null && seen >= answer.total) return;
  }
}

/** A file that is made or removed meanwhile moves the others, so one may be told twice, or only next time. */
async function* everyFile(calls: MistralCalls): AsyncGenerator<StagedFile> {
  let seen = 0;
  for (let page = 0; ; page += 1) {
    const query = { page, pageSize: PAGE_SIZE, requestsOnly: true } as const;
    const { data, total } = await calls.files(query);
    for (const { id, filename, createdAt, bytes } of data) {
      yield { id, fileName: filename, createdAtMs: createdAt, bytes };
    }
    seen += data.length;
    if (data.length === 0 || (total !== null && seen >= total)) return;
  }
}

/** A job that has ended meanwhile may be refused; what it has become is the answer then. */
async function cancel(calls: MistralCalls, remoteId: string): Promise<BatchSnapshot> {
  try {
    return toSnapshot(await calls.cancelJob(remoteId));
  } catch (error) {
    if (!isProviderError(error) || !REFUSED.has(error.status ?? 0)) throw error;
    const snapshot = toSnapshot(await calls.job(remoteId));
    if (snapshot.phase.kind === "running") throw error;
    return snapshot;
  }
}

/** The reference does not say how a late cancel is refused. */
const REFUSED: ReadonlySet<number> = new Set([400, 409, 422]);
