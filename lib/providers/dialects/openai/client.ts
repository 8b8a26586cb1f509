import { open } from "node:fs/promises";
import { call, create, guard } from "../../guard";
import { createIdleLimit } from "../../idle-limit";
import type { RequestFile } from "../../provider";
import { download, readFile, STREAMED } from "../../transfer";
import { multipart } from "./multipart";
import type { OpenAiCalls } from "./session";
import {
  type WireBatchPage,
  wireBatch,
  wireBatchPage,
  wireFile,
  wireFilePage,
  wireModels,
} from "./wire";

/** What the SDKs of the providers with this dialect have in common. Its retries must be off. */
export interface DialectSdk {
  get(path: string, options: CallOptions): SdkAnswer;
  post(path: string, options: CallOptions): SdkAnswer;
  delete(path: string, options: CallOptions): SdkAnswer;
}

interface CallOptions {
  readonly signal: AbortSignal;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly fetchOptions?: typeof STREAMED;
}

interface SdkAnswer extends PromiseLike<unknown> {
  asResponse(): Promise<Response>;
}

/** What differs between the providers. */
export interface DialectOptions {
  /** What the SDK's address lacks before `/files` and `/batches`. */
  readonly path: string;
  /** How long an uploaded request file may stay when nobody removes it, in seconds; null: the provider takes no such wish. */
  readonly stagedFileSeconds: number | null;
  /** What request files are uploaded for; left out: `batch`. */
  readonly purpose?: string;
  /** Left out: the list of models names what a request may name. */
  readonly tellsModels?: false;
  /** Whether the lists of batches and files come in pages; else one answer holds them all. */
  readonly pagedList: boolean;
}

export interface ClientTimeouts {
  /** For a whole call with a small answer, in milliseconds. */
  readonly callMs: number;
  /** For the longest standstill of an upload or download, in milliseconds. */
  readonly idleMs: number;
}

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/**
 * The calls of this dialect over a provider's SDK. The SDKs' own methods for files are left aside, because some of them
 * hold a whole upload in memory.
 */
export function openCalls(
  sdk: DialectSdk,
  options: DialectOptions,
  { callMs, idleMs }: ClientTimeouts = TIMEOUTS,
): OpenAiCalls {
  const files = `${options.path}/files`;
  const batches = `${options.path}/batches`;
  const file = (id: string) => `${files}/${encodeURIComponent(id)}`;
  const batch = (id: string) => `${batches}/${encodeURIComponent(id)}`;
  return {
    upload: (request) => upload(sdk, files, options, request, idleMs),
    content: (id) =>
      download(idleMs, (signal) =>
        sdk.get(`${file(id)}/content`, { ...BYTES, signal }).asResponse(),
      ),
    file: (id) =>
      call("read file", callMs, async (signal) =>
        wireFile.parse(await sdk.get(file(id), { signal })),
      ),
    files: ({ requestsOnly, ...page }) =>
      call("list files", callMs, async (signal) => {
        const { purpose = "batch", pagedList } = options;
        const query = requestsOnly ? { purpose, ...page } : page;
        const read = await sdk.get(files, pagedList ? { query, signal } : { signal });
        const told = wireFilePage.parse(read);
        return pagedList ? told : { ...told, has_more: false };
      }),
    models:
      options.tellsModels === false
        ? null
        : () =>
            call("list models", callMs, async (signal) =>
              wireModels.parse(await sdk.get(`${options.path}/models`, { signal })),
            ),
    removeFile: (id) =>
      call("remove file", callMs, async (signal) => {
        await sdk.delete(file(id), { signal });
      }),
    createBatch: (body, timeoutMs) =>
      create("create batch", timeoutMs, async (signal) =>
        wireBatch.parse(await sdk.post(batches, { body, signal })),
      ),
    batch: (id) =>
      call("read batch", callMs, async (signal) =>
        wireBatch.parse(await sdk.get(batch(id), { signal })),
      ),
    batches: (query) =>
      call("list batches", callMs, async (signal) =>
        options.pagedList
          ? wireBatchPage.parse(await sdk.get(batches, { query, signal }))
          : wholeList(await sdk.get(batches, { signal })),
      ),
    cancelBatch: (id) =>
      call("cancel batch", callMs, async (signal) =>
        wireBatch.parse(await sdk.post(`${batch(id)}/cancel`, { signal })),
      ),
    complete: null,
  };
}

const BYTES = { headers: { accept: "application/octet-stream" } };

/** Newest first, as the paged lists are, whatever the provider's order. */
function wholeList(answer: unknown): WireBatchPage {
  const { data } = wireBatchPage.parse(answer);
  const age = ({ created_at }: (typeof data)[number]) => created_at ?? Number.POSITIVE_INFINITY;
  return {
    data: data.toSorted((a, b) => (age(a) === age(b) ? 0 : age(b) - age(a))),
    has_more: false,
  };
}

/** An upload that fails leaves at most a file that nobody pays for, so it is not `creates`. */
async function upload(
  sdk: DialectSdk,
  path: string,
  { stagedFileSeconds, purpose = "batch" }: DialectOptions,
  file: RequestFile,
  idleMs: number,
) {
  const handle = await open(file.path);
  const idle = createIdleLimit(idleMs);
  const fields = {
    purpose,
    ...(stagedFileSeconds === null
      ? {}
      : {
          "expires_after[anchor]": "created_at",
          "expires_after[seconds]": String(stagedFileSeconds),
        }),
  };
  try {
    return await guard("upload", false, idle.signal, async (signal) => {
      const form = multipart(fields, file.fileName, readFile(handle, idle));
      return wireFile.parse(await sdk.post(path, { ...form, signal, fetchOptions: STREAMED }));
    });
  } finally {
    idle.pause();
    await handle.close();
  }
}
