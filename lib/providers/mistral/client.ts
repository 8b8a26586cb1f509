import { open } from "node:fs/promises";
import { ReadableStream } from "node:stream/web";
import { MistralCore } from "@mistralai/mistralai/core.js";
import { batchJobsCancel } from "@mistralai/mistralai/funcs/batchJobsCancel.js";
import { batchJobsCreate } from "@mistralai/mistralai/funcs/batchJobsCreate.js";
import { batchJobsGet } from "@mistralai/mistralai/funcs/batchJobsGet.js";
import { batchJobsList } from "@mistralai/mistralai/funcs/batchJobsList.js";
import { filesDelete } from "@mistralai/mistralai/funcs/filesDelete.js";
import { filesList } from "@mistralai/mistralai/funcs/filesList.js";
import { filesRetrieve } from "@mistralai/mistralai/funcs/filesRetrieve.js";
import { modelsList } from "@mistralai/mistralai/funcs/modelsList.js";
import { SDKHooks } from "@mistralai/mistralai/hooks/hooks.js";
import { HTTPClient } from "@mistralai/mistralai/lib/http.js";
import { MistralError } from "@mistralai/mistralai/models/errors/mistralerror.js";
import { ResponseValidationError } from "@mistralai/mistralai/models/errors/responsevalidationerror.js";
import { unrecognized } from "@mistralai/mistralai/types/unrecognized.js";
import { z } from "zod";
import { checkAccount, withoutPath } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { multipart } from "../dialects/openai/multipart";
import { call, create, guard } from "../guard";
import { HttpRefusal, successOf } from "../http-refusal";
import { createIdleLimit } from "../idle-limit";
import type { ProviderAccount, ProviderSession, RequestFile } from "../provider";
import { download, NO_TIMEOUT_MS, readFile, STREAMED } from "../transfer";
import { openLive } from "./live";
import {
  type WireFile,
  type WireFilePage,
  type WireJob,
  type WireJobPage,
  wireFile,
  wireFilePage,
  wireJob,
  wireJobPage,
  wireModels,
} from "./wire";

/** The calls that we make. Each throws `ProviderError`; none is repeated. */
export interface MistralCalls {
  upload(file: RequestFile): Promise<WireFile>;
  file(id: string): Promise<WireFile>;
  /** Newest first; pages count from 0. `requestsOnly` leaves out what was not uploaded for a batch. */
  files(query: {
    readonly page: number;
    readonly pageSize: number;
    readonly requestsOnly?: true;
  }): Promise<WireFilePage>;
  models(): Promise<readonly string[]>;
  removeFile(id: string): Promise<void>;
  content(id: string): Promise<AsyncIterable<Uint8Array>>;
  createJob(body: CreateJobBody, timeoutMs: number): Promise<WireJob>;
  job(id: string): Promise<WireJob>;
  /** Newest first; pages count from 0. */
  jobs(query: JobQuery): Promise<WireJobPage>;
  cancelJob(id: string): Promise<WireJob>;
  /** See `ProviderSession.complete`. */
  readonly complete: ProviderSession["complete"];
}

interface CreateJobBody {
  readonly inputFiles: readonly string[];
  readonly endpoint: string;
  readonly model: string;
  readonly timeoutHours: number;
  readonly metadata: Readonly<Record<string, string>>;
}

interface JobQuery {
  readonly page: number;
  readonly pageSize: number;
  readonly createdAfterMs?: number;
}

const TIMEOUTS = { callMs: 60_000, idleMs: 60_000 };

/** The only place that knows Mistral's SDK. Nothing is sent twice: its retries are off unless asked for. */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): MistralCalls {
  checkAccount(account);
  const address = withoutPath(account.baseUrl ?? "https://api.mistral.ai", /\/v1$/);
  const ownFetch = accountFetch(account.network);
  const sdk = createSdk(ownFetch, account.apiKey, address);
  const files = {
    ownFetch,
    address: `${address}/v1/files`,
    authorization: `Bearer ${account.apiKey}`,
    idleMs: timeouts.idleMs,
  };
  const { callMs } = timeouts;
  const models = () =>
    call("list models", callMs, (signal) => answerOf(wireModels, modelsList(sdk, {}, { signal })));
  return {
    upload: (file) => upload(files, file),
    content: (id) => content(files, id),
    file: (id) =>
      call("read file", callMs, (signal) =>
        answerOf(wireFile, filesRetrieve(sdk, { fileId: id }, { signal })),
      ),
    files: ({ requestsOnly, ...query }) =>
      call("list files", callMs, (signal) => {
        const purpose = requestsOnly ? { purpose: "batch" as const } : {};
        return answerOf(wireFilePage, filesList(sdk, { ...query, ...purpose }, { signal }));
      }),
    models,
    removeFile: (id) =>
      call("remove file", callMs, async (signal) => {
        await answerOf(z.unknown(), filesDelete(sdk, { fileId: id }, { signal }));
      }),
    createJob: ({ inputFiles, endpoint, ...job }, timeoutMs) =>
      create("create batch", timeoutMs, (signal) => {
        const body = { ...job, inputFiles: [...inputFiles], endpoint: unrecognized(endpoint) };
        return answerOf(wireJob, batchJobsCreate(sdk, body, { signal }));
      }),
    job: (id) =>
      call("read batch", callMs, (signal) =>
        answerOf(wireJob, batchJobsGet(sdk, { jobId: id }, { signal })),
      ),
    jobs: ({ createdAfterMs, ...query }) =>
      call("list batches", callMs, (signal) => {
        const after =
          createdAfterMs === undefined ? {} : { createdAfter: new Date(createdAfterMs) };
        const filter = { ...query, ...after, orderBy: "-created" as const };
        return answerOf(wireJobPage, batchJobsList(sdk, filter, { signal }));
      }),
    cancelJob: (id) =>
      call("cancel batch", callMs, (signal) =>
        answerOf(wireJob, batchJobsCancel(sdk, { jobId: id }, { signal })),
      ),
    complete: openLive(liveFetch(account.network), address, files.authorization, models),
  };
}

/**
 * Every setting is named, because the SDK would look for the others in the environment: there, MISTRAL_DEBUG prints
 * keys and bodies, and MISTRAL_SDK_TELEMETRY sends traces away; the hooks also print warnings.
 */
function createSdk(ownFetch: typeof fetch, apiKey: string, serverURL: string): MistralCore {
  const hooks = new SDKHooks();
  hooks.sdkInitHooks = [];
  hooks.beforeRequestHooks = [];
  hooks.afterSuccessHooks = [];
  hooks.afterErrorHooks = [];
  const silent = () => undefined;
  const options = {
    ...{ apiKey, serverURL, hooks, timeoutMs: NO_TIMEOUT_MS },
    httpClient: new HTTPClient({ fetcher: ownFetch }),
    retryConfig: { strategy: "none" as const },
    debugLogger: { group: silent, groupEnd: silent, log: silent },
  };
  return new MistralCore(options);
}

type SdkResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** The SDK wants every field of an answer; one that it refuses for that is read by our schema, which wants less. */
async function answerOf<T>(schema: z.ZodType<T>, asked: PromiseLike<SdkResult>): Promise<T> {
  const result = await asked;
  if (result.ok) return schema.parse(result.value);
  const { error } = result;
  if (error instanceof ResponseValidationError) return schema.parse(error.rawValue);
  if (error instanceof MistralError) {
    throw new HttpRefusal(error.statusCode, error.headers, error.body);
  }
  throw error;
}

interface FileAddress {
  readonly ownFetch: typeof fetch;
  readonly address: string;
  readonly authorization: string;
  readonly idleMs: number;
}

/**
 * By `fetch`, because the SDK holds a whole upload in memory. One that fails leaves at most a file that nobody pays
 * for, so it is not `creates`.
 */
async function upload(
  { ownFetch, address, authorization, idleMs }: FileAddress,
  file: RequestFile,
) {
  const handle = await open(file.path);
  const idle = createIdleLimit(idleMs);
  try {
    return await guard("upload", false, idle.signal, async (signal) => {
      const { headers, body } = multipart(
        { purpose: "batch" },
        file.fileName,
        readFile(handle, idle),
      );
      const request = {
        ...{ method: "POST", headers: { ...headers, authorization }, signal, duplex: "half" },
        ...STREAMED,
        // Node and the DOM type the same stream differently.
        body: ReadableStream.from(body) as globalThis.ReadableStream,
      };
      const response = await successOf(await ownFetch(address, request));
      return wireFile.parse(await response.json());
    });
  } finally {
    idle.pause();
    await handle.close();
  }
}

/** By `fetch`, because the SDK reads an answer of another content type whole, to quote it in an error. */
function content({ ownFetch, address, authorization, idleMs }: FileAddress, id: string) {
  const headers = { authorization, accept: "application/octet-stream" };
  return download(idleMs, async (signal) =>
    successOf(await ownFetch(`${address}/${encodeURIComponent(id)}/content`, { headers, signal })),
  );
}
