import { type FileHandle, open } from "node:fs/promises";
import OpenAI, { toStreamingFile } from "openai";
import { ProviderError } from "../../errors";
import type { OpenAiCalls } from "../dialects/openai/session";
import { wireBatch, wireBatchPage, wireFile } from "../dialects/openai/wire";
import { toProviderError } from "../http";
import { createIdleLimit, type IdleLimit } from "../idle-limit";
import type { ProviderAccount } from "../provider";
import { STAGED_FILE_SECONDS } from "./limits";

interface ClientTimeouts {
  /** For a whole call with a small answer. */
  readonly callMs: number;
  /** For the longest standstill of an upload or download. */
  readonly idleMs: number;
}

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/** The only place that knows OpenAI's SDK. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): OpenAiCalls {
  const client = createSdk(account);
  const { callMs, idleMs } = timeouts;
  return {
    upload: (file) => upload(client, file, idleMs),
    content: (id) => download(client, id, idleMs),
    file: (id) =>
      call("read file", callMs, async (signal) =>
        wireFile.parse(await client.files.retrieve(id, { signal })),
      ),
    removeFile: (id) =>
      call("remove file", callMs, async (signal) => {
        await client.files.delete(id, { signal });
      }),
    createBatch: (body, timeoutMs) =>
      create("create batch", timeoutMs, async (signal) =>
        wireBatch.parse(await client.post("/batches", { body, signal })),
      ),
    batch: (id) =>
      call("read batch", callMs, async (signal) =>
        wireBatch.parse(await client.batches.retrieve(id, { signal })),
      ),
    batches: (query) =>
      call("list batches", callMs, async (signal) =>
        wireBatchPage.parse(await client.get("/batches", { query, signal })),
      ),
    cancelBatch: (id) =>
      call("cancel batch", callMs, async (signal) =>
        wireBatch.parse(await client.batches.cancel(id, { signal })),
      ),
  };
}

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount): OpenAI {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new ProviderError("auth", "The API key is empty or holds characters that no key has.");
  }
  if (baseUrl !== null && !(URL.canParse(baseUrl) && /^https?:/i.test(baseUrl))) {
    throw new ProviderError("invalid", "The base URL is no http or https address.");
  }
  return new OpenAI({
    apiKey,
    adminAPIKey: null,
    baseURL: baseUrl ?? "https://api.openai.com/v1",
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
  });
}

/** The SDK's own time limit ends with the headers and spans a whole upload; ours do neither. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

function call<T>(label: string, timeoutMs: number, run: (signal: AbortSignal) => Promise<T>) {
  return guard(label, false, AbortSignal.timeout(timeoutMs), run);
}

function create<T>(label: string, timeoutMs: number, run: (signal: AbortSignal) => Promise<T>) {
  return guard(label, true, AbortSignal.timeout(timeoutMs), run);
}

async function guard<T>(
  label: string,
  creates: boolean,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await run(signal);
  } catch (error) {
    throw toProviderError(error, { label, creates, timedOut: signal.aborted });
  }
}

/**
 * Without these two, Node's `fetch` keeps a second copy of the whole body in memory, ready for a redirect
 * (measured on Node 20.20: 800 MB for an upload of 800 MB).
 */
const STREAMED = { redirect: "error", window: null } as const;

/** An upload that fails leaves at most a file that nobody pays for, so it is not `creates`. */
async function upload(
  client: OpenAI,
  file: { readonly path: string; readonly fileName: string },
  idleMs: number,
) {
  const handle = await open(file.path);
  const idle = createIdleLimit(idleMs);
  try {
    return await guard("upload", false, idle.signal, async (signal) => {
      const body = {
        purpose: "batch" as const,
        expires_after: { anchor: "created_at" as const, seconds: STAGED_FILE_SECONDS },
        file: toStreamingFile(readFile(handle, idle), file.fileName, { type: "application/jsonl" }),
      };
      return wireFile.parse(await client.files.create(body, { signal, fetchOptions: STREAMED }));
    });
  } finally {
    idle.pause();
    await handle.close();
  }
}

async function* readFile(handle: FileHandle, idle: IdleLimit): AsyncGenerator<Uint8Array> {
  const stream = handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 });
  for await (const chunk of stream) {
    idle.touch();
    yield chunk;
  }
}

async function download(client: OpenAI, id: string, idleMs: number) {
  const idle = createIdleLimit(idleMs);
  try {
    const response = await guard("download", false, idle.signal, (signal) =>
      client.files.content(id, { signal }),
    );
    return readBody(response.body, idle);
  } finally {
    idle.pause();
  }
}

/** The bytes as they arrive. A body cut short is an error, never an end. Leaving early closes the connection. */
async function* readBody(
  body: ReadableStream<Uint8Array> | null,
  idle: IdleLimit,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      idle.touch();
      const { done, value } = await guard("download", false, idle.signal, () => reader.read());
      idle.pause();
      if (done) return;
      yield value;
    }
  } finally {
    idle.pause();
    await reader.cancel().catch(() => undefined);
  }
}
