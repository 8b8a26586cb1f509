import { isProviderError, ProviderError } from "../../errors";
import type {
  BatchSnapshot,
  BatchSubmission,
  FindResult,
  ProviderSession,
  SoughtBatch,
} from "../provider";
import { modelList, surveyOf } from "../survey";
import { toSnapshot } from "./snapshot";
import type { WireBatch, WireBatchPage, WireModelPage } from "./wire";

/** The calls that the client makes. Each throws `ProviderError`; none is repeated. */
export interface AnthropicCalls {
  /** `path` is a file of request lines. Given up after `timeoutMs`, the sending of the file included. */
  createBatch(path: string, timeoutMs: number): Promise<WireBatch>;
  batch(id: string): Promise<WireBatch>;
  /** Newest first. */
  batches(query: { readonly limit: number; readonly after_id?: string }): Promise<WireBatchPage>;
  models(query: { readonly limit: number }): Promise<WireModelPage>;
  cancelBatch(id: string): Promise<WireBatch>;
  /** The batch with its requests and results; it must have ended. */
  removeBatch(id: string): Promise<void>;
  results(id: string): Promise<AsyncIterable<Uint8Array>>;
  /** See `ProviderSession.complete`. */
  readonly complete: ProviderSession["complete"];
}

/** The provider's clock and ours may differ by this much. A wider window would bring more strangers. */
const CLOCK_SKEW_MS = 60_000;

const PAGE_SIZE = 100;

/** The most that one page may hold (API reference, list models). */
const MODEL_PAGE_SIZE = 1000;

/** The verbs of the port in terms of these calls. */
export function openSession(calls: AnthropicCalls): ProviderSession {
  return {
    async check() {
      await calls.batches({ limit: 1 });
    },
    survey: () =>
      surveyOf({
        async models() {
          const { data, has_more } = await calls.models({ limit: MODEL_PAGE_SIZE });
          const names = data.map(({ id }) => id);
          return modelList(names, has_more === true);
        },
        // Batches need no files, and the Files API is another product's (beta).
        files: null,
      }),
    stage: null,
    submit: (batch, timeoutMs) => submit(calls, batch, timeoutMs),
    find: (sought) => find(calls, sought),
    list: (sinceMs) => newestFirst(calls, sinceMs),
    async retrieve(remoteId) {
      return toSnapshot(await calls.batch(remoteId));
    },
    results: (batchId) => calls.results(batchId),
    cancel: (remoteId) => cancel(calls, remoteId),
    cleanUp: ({ remoteId }) => cleanUp(calls, remoteId),
    stagedFiles: null,
    complete: calls.complete,
  };
}

async function submit(
  calls: AnthropicCalls,
  { requests }: BatchSubmission,
  timeoutMs: number,
): Promise<BatchSnapshot> {
  if (requests.kind !== "inline") {
    throw new ProviderError("invalid", "create batch: the requests must go out with the create");
  }
  return toSnapshot(await calls.createBatch(requests.path, timeoutMs));
}

/** All batches of that time and size. A batch names nothing of ours, so any of them may be somebody else's. */
async function find(calls: AnthropicCalls, { rows, sinceMs }: SoughtBatch): Promise<FindResult> {
  const snapshots: BatchSnapshot[] = [];
  for await (const snapshot of newestFirst(calls, sinceMs - CLOCK_SKEW_MS)) {
    if (snapshot.counts?.total === rows) snapshots.push(snapshot);
  }
  return snapshots.length > 0 ? { kind: "found", snapshots } : { kind: "absent" };
}

/** The list has no filter, so pages are read until one ends with a batch older than `oldestMs`. */
async function* newestFirst(
  calls: AnthropicCalls,
  oldestMs: number,
): AsyncGenerator<BatchSnapshot> {
  const isYoung = (batch: WireBatch) => batch.created_at >= oldestMs;
  for await (const { data } of pages(calls)) {
    yield* data.filter(isYoung).map(toSnapshot);
    if (!data.slice(-1).every(isYoung)) return;
  }
}

async function* pages(calls: AnthropicCalls): AsyncGenerator<WireBatchPage> {
  let after: string | undefined;
  for (;;) {
    const page = await calls.batches({ limit: PAGE_SIZE, ...(after ? { after_id: after } : {}) });
    yield page;
    const last = page.data.at(-1)?.id;
    if (last === undefined || page.has_more === false) return;
    if (last === after) {
      throw new ProviderError("unknown", "list batches: the provider repeats a page");
    }
    after = last;
  }
}

/** A cancellation that is refused may have come too late; what the batch has become is the answer then. */
async function cancel(calls: AnthropicCalls, remoteId: string): Promise<BatchSnapshot> {
  try {
    return toSnapshot(await calls.cancelBatch(remoteId));
  } catch (error) {
    if (!isProviderError(error) || (error.status !== 400 && error.status !== 409)) throw error;
    const snapshot = toSnapshot(await calls.batch(remoteId));
    if (snapshot.phase.kind === "running") throw error;
    return snapshot;
  }
}

/** There are no files: the batch itself holds the requests and the results. */
async function cleanUp(calls: AnthropicCalls, remoteId: string): Promise<void> {
  try {
    await calls.removeBatch(remoteId);
  } catch (error) {
    if (!isProviderError(error) || error.kind !== "not_found") throw error;
  }
}
