import { isProviderError, ProviderError } from "../../../errors";
import type {
  BatchSnapshot,
  BatchSubmission,
  FindResult,
  ProviderSession,
  RequestFile,
  SoughtBatch,
  StagedFile,
} from "../../provider";
import { removeFiles, waitUntilVisible } from "../../staged-files";
import { addUpFiles, modelList, surveyOf } from "../../survey";
import { toSnapshot } from "./snapshot";
import {
  MARK_KEY,
  type WireBatch,
  type WireBatchPage,
  type WireFile,
  type WireFilePage,
} from "./wire";

/** The calls that a client of this dialect makes. Each throws `ProviderError`; none is repeated. */
export interface OpenAiCalls {
  upload(file: RequestFile): Promise<WireFile>;
  file(id: string): Promise<WireFile>;
  /** In any order. Without a limit the pages have the server's own size: the greatest differs from one to the other. */
  files(query: {
    readonly limit?: number;
    readonly after?: string;
    /** Leaves out what was not uploaded for a batch. */
    readonly requestsOnly?: true;
  }): Promise<WireFilePage>;
  /** Null: the list would not name what requests may name. */
  readonly models: (() => Promise<readonly string[]>) | null;
  removeFile(id: string): Promise<void>;
  content(id: string): Promise<AsyncIterable<Uint8Array>>;
  createBatch(body: CreateBatchBody, timeoutMs: number): Promise<WireBatch>;
  batch(id: string): Promise<WireBatch>;
  /** Newest first. */
  batches(query: { readonly limit: number; readonly after?: string }): Promise<WireBatchPage>;
  cancelBatch(id: string): Promise<WireBatch>;
  /** See `ProviderSession.complete`. */
  readonly complete: ProviderSession["complete"];
}

interface CreateBatchBody {
  readonly input_file_id: string;
  readonly endpoint: string;
  readonly completion_window: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The provider's clock and ours may differ by this much. */
const CLOCK_SKEW_MS = 5 * 60_000;

const PAGE_SIZE = 100;

/** The most that OpenAI gives (API reference, list files, read 2026-11-23). */
const FILES_PAGE_SIZE = 10_000;

/** The verbs of the port in terms of this dialect's calls. `nameWindow` says how the provider writes so many hours. */
export function openSession(calls: OpenAiCalls, nameWindow = inHours): ProviderSession {
  return {
    async check() {
      await calls.batches({ limit: 1 });
    },
    survey: () => surveyOf(accountLists(calls)),
    stage: (file) => stage(calls, file),
    async submit(batch, timeoutMs) {
      const completion_window = nameWindow(batch.completionWindowHours);
      return toSnapshot(await calls.createBatch(toBody(batch, completion_window), timeoutMs));
    },
    find: (sought) => find(calls, sought),
    // Their times are whole seconds, so a batch of this very second may seem older than it is.
    list: (sinceMs) => newestFirst(calls, Math.floor(sinceMs / 1000) * 1000),
    async retrieve(remoteId) {
      return toSnapshot(await calls.batch(remoteId));
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

/** What `surveyOf` asks a server of this dialect for. */
export function accountLists({ models, files }: OpenAiCalls) {
  return {
    models: models === null ? null : async () => modelList(await models()),
    files: () =>
      addUpFiles<string>(async (after) => {
        const { data, has_more } = await files(after === null ? {} : { after });
        return { files: data, next: has_more === false ? null : (data.at(-1)?.id ?? null) };
      }),
  };
}

const inHours = (hours: number): string => `${hours}h`;

function toBody(
  { requests, ...batch }: BatchSubmission,
  completion_window: string,
): CreateBatchBody {
  if (requests.kind !== "staged") {
    throw new ProviderError("invalid", "create batch: the request file was not staged");
  }
  return {
    input_file_id: requests.id,
    endpoint: batch.endpoint,
    completion_window,
    metadata: { [MARK_KEY]: batch.mark },
  };
}

async function stage(calls: OpenAiCalls, file: RequestFile) {
  const { id } = await calls.upload(file);
  const seen = await waitUntilVisible(() => calls.file(id));
  if (seen?.status === "error") {
    throw new ProviderError("invalid", "upload: the provider cannot read the file");
  }
  return id;
}

/** All batches that carry the mark or were made of the staged file, whichever the create managed to keep. */
async function find(
  calls: OpenAiCalls,
  { mark, stagedId, sinceMs }: SoughtBatch,
): Promise<FindResult> {
  const snapshots: BatchSnapshot[] = [];
  for await (const snapshot of newestFirst(calls, sinceMs - CLOCK_SKEW_MS)) {
    const sameFile = stagedId !== null && snapshot.stagedId === stagedId;
    if (snapshot.mark === mark || sameFile) snapshots.push(snapshot);
  }
  return snapshots.length > 0 ? { kind: "found", snapshots } : { kind: "absent" };
}

/** The list has no filter, so pages are read until one ends with a batch older than `oldestMs`. */
async function* newestFirst(calls: OpenAiCalls, oldestMs: number): AsyncGenerator<BatchSnapshot> {
  const isYoung = (batch: WireBatch) => batch.created_at === null || batch.created_at >= oldestMs;
  for await (const { data } of pages("list batches", PAGE_SIZE, calls.batches)) {
    yield* data.filter(isYoung).map(toSnapshot);
    if (!data.slice(-1).every(isYoung)) return;
  }
}

async function* everyFile(calls: OpenAiCalls): AsyncGenerator<StagedFile> {
  for await (const { data } of pages("list files", FILES_PAGE_SIZE, (page) =>
    calls.files({ ...page, requestsOnly: true }),
  )) {
    for (const { id, filename, created_at, bytes } of data) {
      yield { id, fileName: filename, createdAtMs: created_at, bytes };
    }
  }
}

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly has_more: boolean | null;
}

async function* pages<T extends Page>(
  label: string,
  limit: number,
  ask: (query: { limit: number; after?: string }) => Promise<T>,
): AsyncGenerator<T> {
  let after: string | undefined;
  for (;;) {
    const page = await ask({ limit, ...(after ? { after } : {}) });
    yield page;
    const last = page.data.at(-1)?.id;
    if (last === undefined || page.has_more === false) return;
    if (last === after) {
      throw new ProviderError("unknown", `${label}: the provider repeats a page`);
    }
    after = last;
  }
}

/** A batch that has ended meanwhile answers 409; what it has become is the answer then. */
async function cancel(calls: OpenAiCalls, remoteId: string): Promise<BatchSnapshot> {
  try {
    return toSnapshot(await calls.cancelBatch(remoteId));
  } catch (error) {
    if (!isProviderError(error) || error.status !== 409) throw error;
    return toSnapshot(await calls.batch(remoteId));
  }
}
