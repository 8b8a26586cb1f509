import { isProviderError, ProviderError } from "../../errors";
import type {
  AccountSurvey,
  BatchSnapshot,
  BatchSubmission,
  FindResult,
  ProviderSession,
  RequestFile,
  SoughtBatch,
  StagedFile,
} from "../provider";
import { removeFiles, waitUntilVisible } from "../staged-files";
import { addUpFiles, modelList, surveyOf } from "../survey";
import { toSnapshot } from "./snapshot";
import type { WireBatch, WireBatchPage, WireFile, WireFilePage, WireModelPage } from "./wire";

/** The calls that the client makes. Each throws `ProviderError`; none is repeated. */
export interface GeminiCalls {
  upload(file: RequestFile): Promise<WireFile>;
  file(name: string): Promise<WireFile>;
  files(query: PageQuery): Promise<WireFilePage>;
  removeFile(name: string): Promise<void>;
  content(name: string): Promise<AsyncIterable<Uint8Array>>;
  createBatch(model: string, body: CreateBatchBody, timeoutMs: number): Promise<WireBatch>;
  batch(name: string): Promise<WireBatch>;
  batches(query: PageQuery): Promise<WireBatchPage>;
  models(query: { readonly pageSize: number }): Promise<WireModelPage>;
  cancelBatch(name: string): Promise<void>;
  readonly complete: ProviderSession["complete"];
}

export interface PageQuery {
  readonly pageSize: number;
  readonly pageToken?: string;
}

interface CreateBatchBody {
  readonly batch: {
    readonly displayName: string;
    readonly inputConfig: { readonly fileName: string };
  };
}

const PAGE_SIZE = 100;

/** The most that one page may hold (API reference, models.list). */
const MODEL_PAGE_SIZE = 1000;

/** The verbs of the port in terms of this API's calls. */
export function openSession(calls: GeminiCalls): ProviderSession {
  return {
    async check() {
      await calls.batches({ pageSize: 1 });
    },
    survey: () => survey(calls),
    stage: (file) => stage(calls, file),
    async submit(batch, timeoutMs) {
      return toSnapshot(await calls.createBatch(batch.model, toBody(batch), timeoutMs));
    },
    find: (sought) => find(calls, sought),
    list: (sinceMs) => list(calls, sinceMs),
    async retrieve(remoteId) {
      return toSnapshot(await calls.batch(remoteId));
    },
    results: (name) => calls.content(name),
    cancel: (remoteId) => cancel(calls, remoteId),
    cleanUp: ({ stagedId, resultFileIds }) =>
      removeFiles([stagedId, ...resultFileIds], (name) => removeFile(calls, name)),
    stagedFiles: {
      list: () => everyFile(calls),
      remove: (name) => removeFiles([name], () => removeFile(calls, name)),
    },
    complete: calls.complete,
  };
}

function survey(calls: GeminiCalls): Promise<AccountSurvey> {
  return surveyOf({
    async models() {
      const { models, nextPageToken } = await calls.models({ pageSize: MODEL_PAGE_SIZE });
      const names = models.map(({ name }) => name.replace(/^models\//, ""));
      return modelList(names, nextPageToken !== null);
    },
    files: () =>
      addUpFiles<string>(async (pageToken) => {
        const query = { pageSize: PAGE_SIZE, ...(pageToken === null ? {} : { pageToken }) };
        const { files, nextPageToken } = await calls.files(query);
        const sizes = files.map(({ name, sizeBytes }) => ({ id: name, bytes: sizeBytes }));
        return { files: sizes, next: nextPageToken };
      }),
  });
}

function toBody({ mark, requests }: BatchSubmission): CreateBatchBody {
  if (requests.kind !== "staged") {
    throw new ProviderError("invalid", "create batch: the request file was not staged");
  }
  return { batch: { displayName: mark, inputConfig: { fileName: requests.id } } };
}

async function stage(calls: GeminiCalls, file: RequestFile): Promise<string> {
  const { name, state } = await calls.upload(file);
  const seen = state === "FAILED" ? state : await waitUntilVisible(() => readyState(calls, name));
  if (seen === "FAILED") {
    throw new ProviderError("invalid", "upload: the provider cannot read the file");
  }
  return name;
}

/** A file that is still looked at by the provider is as good as not there. */
async function readyState(calls: GeminiCalls, name: string): Promise<string | null> {
  const { state } = await calls.file(name);
  if (state !== "PROCESSING") return state;
  throw new ProviderError("not_found", "read file: it is not ready yet");
}

/** All batches of any age that carry the mark or were made of the staged file, newest first. */
async function find(calls: GeminiCalls, { mark, stagedId }: SoughtBatch): Promise<FindResult> {
  const snapshots: BatchSnapshot[] = [];
  for await (const batch of everyBatch(calls)) {
    const snapshot = toSnapshot(batch);
    const sameFile = stagedId !== null && snapshot.stagedId === stagedId;
    if (snapshot.mark === mark || sameFile) snapshots.push(snapshot);
  }
  if (snapshots.length === 0) return { kind: "absent" };
  return { kind: "found", snapshots: snapshots.toSorted((a, b) => b.createdAtMs - a.createdAtMs) };
}

async function* list(calls: GeminiCalls, sinceMs: number): AsyncGenerator<BatchSnapshot> {
  for await (const batch of everyBatch(calls)) {
    const createdAtMs = batch.metadata?.createTime ?? null;
    if (createdAtMs === null || createdAtMs >= sinceMs) yield toSnapshot(batch);
  }
}

/** The list has no filter and promises no order, so all its pages are read. */
async function* everyBatch(calls: GeminiCalls): AsyncGenerator<WireBatch> {
  for await (const page of pages("list batches", calls.batches)) yield* page.operations;
}

async function* everyFile(calls: GeminiCalls): AsyncGenerator<StagedFile> {
  for await (const { files } of pages("list files", calls.files)) {
    for (const { name, displayName, createTime, sizeBytes } of files) {
      yield { id: name, fileName: displayName, createdAtMs: createTime, bytes: sizeBytes };
    }
  }
}

async function* pages<T extends { readonly nextPageToken: string | null }>(
  label: string,
  ask: (query: PageQuery) => Promise<T>,
): AsyncGenerator<T> {
  const seen = new Set<string>();
  for (let pageToken: string | null = null; ; ) {
    const page: T = await ask({
      pageSize: PAGE_SIZE,
      ...(pageToken === null ? {} : { pageToken }),
    });
    yield page;
    pageToken = page.nextPageToken;
    if (pageToken === null) return;
    if (seen.has(pageToken)) {
      throw new ProviderError("unknown", `${label}: the provider repeats a page`);
    }
    seen.add(pageToken);
  }
}

/** Cancelling answers nothing, and 400 or 409 when the batch has ended meanwhile: what it has become is our answer. */
async function cancel(calls: GeminiCalls, remoteId: string): Promise<BatchSnapshot> {
  let refusal: unknown = null;
  try {
    await calls.cancelBatch(remoteId);
  } catch (error) {
    if (!isProviderError(error) || (error.status !== 400 && error.status !== 409)) throw error;
    refusal = error;
  }
  const snapshot = toSnapshot(await calls.batch(remoteId));
  if (refusal !== null && snapshot.phase.kind === "running") throw refusal;
  return snapshot;
}

/**
 * The ids of responses files may be longer than the 40 characters that the Files API takes for a name (types of
 * @google/genai 2.32); one that it refuses for its name goes by itself after 48 hours.
 */
async function removeFile(calls: GeminiCalls, name: string): Promise<void> {
  try {
    await calls.removeFile(name);
  } catch (error) {
    const generated = name.startsWith("files/batch-");
    if (!generated || !isProviderError(error) || error.kind !== "invalid") throw error;
  }
}
