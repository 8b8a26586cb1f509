import { GoogleGenAI } from "@google/genai";
import type { z } from "zod";
import { isProviderError, ProviderError } from "../../errors";
import { checkAccount, withoutPath } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { createFromFile } from "../create-from-file";
import { call, create, guard } from "../guard";
import type { ProviderAccount } from "../provider";
import { download, STREAMED } from "../transfer";
import { inlinedFrame } from "./inlined";
import { outlineOf } from "./json-stream";
import { openLive } from "./live";
import { readRefusal } from "./refusal";
import type { FileSource, GeminiCalls, InlineSource, PageQuery } from "./session";
import { type Send, uploadFile } from "./upload";
import {
  OPERATION_LEVELS,
  PAGE_LEVELS,
  wireBatch,
  wireBatchPage,
  wireFile,
  wireFilePage,
  wireModelPage,
} from "./wire";

interface ClientTimeouts {
  /** For a whole call with a small answer. */
  readonly callMs: number;
  /** For the longest standstill of an upload or download. */
  readonly idleMs: number;
}

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/**
 * The only place that knows Google's SDK. It serves single files, cancelling and removing. Batches are read and made by `fetch`,
 * because the SDK drops their counts and errors; so are downloads, because it writes them to a path of its own, and uploads.
 * Nothing is sent twice.
 */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): GeminiCalls {
  const { callMs, idleMs } = timeouts;
  checkAccount(account);
  const { apiKey, network } = account;
  const ownFetch = accountFetch(network);
  const base = withoutPath(account.baseUrl ?? ADDRESS, /\/v1(beta)?$/);
  const send: Send = (path, signal, { headers, ...init } = {}) =>
    knock(ownFetch, `${base}${path}`, {
      ...init,
      signal,
      headers: { ...headers, "x-goog-api-key": apiKey },
    });
  const read = <T>(label: string, path: string, schema: z.ZodType<T>) =>
    call(label, callMs, async (signal) => schema.parse(await (await send(path, signal)).json()));
  const outline = <T>(label: string, path: string, schema: z.ZodType<T>, levels: number) =>
    readOutline(label, schema, levels, () =>
      download(idleMs, (signal) => send(path, signal), label),
    );
  const sdk = (signal: AbortSignal) => createSdk(ownFetch, apiKey, base, signal);
  return {
    upload: (file) => uploadFile(send, file, idleMs),
    content: (name) =>
      download(idleMs, (signal) =>
        send(`/download/v1beta/${resource("files", name)}:download?alt=media`, signal),
      ),
    file: (name) =>
      fileCall("read file", callMs, async (signal) =>
        wireFile.parse(await sdk(signal).files.get({ name })),
      ),
    removeFile: (name) =>
      fileCall("remove file", callMs, async (signal) => {
        await sdk(signal).files.delete({ name });
      }),
    createBatch: (model, source, timeoutMs) => createBatch(send, model, source, timeoutMs),
    createInlined: (model, source, timeoutMs) => createInlined(send, model, source, timeoutMs),
    batch: (name) =>
      outline("read batch", `/v1beta/${resource("batches", name)}`, wireBatch, OPERATION_LEVELS),
    wholeBatch: (name) =>
      download(idleMs, (signal) => send(`/v1beta/${resource("batches", name)}`, signal)),
    files: (page) => read("list files", `/v1beta/files?${queryOf(page)}`, wireFilePage),
    batches: (page) =>
      outline("list batches", `/v1beta/batches?${queryOf(page)}`, wireBatchPage, PAGE_LEVELS),
    models: (page) => read("list models", `/v1beta/models?${queryOf(page)}`, wireModelPage),
    cancelBatch: (name) =>
      call("cancel batch", callMs, (signal) =>
        sdk(signal).batches.cancel({ name: resource("batches", name) }),
      ),
    removeBatch: (name) =>
      call("remove batch", callMs, async (signal) => {
        await sdk(signal).batches.delete({ name: resource("batches", name) });
      }),
    complete: openLive(liveFetch(network), base, apiKey, () =>
      read("list models", "/v1beta/models?pageSize=1", wireModelPage),
    ),
  };
}

/** What may hold all responses of a batch, or of a hundred, so it takes as long as it moves and is not kept. */
function readOutline<T>(
  label: string,
  schema: z.ZodType<T>,
  levels: number,
  open: () => Promise<AsyncIterable<Uint8Array>>,
): Promise<T> {
  const { signal } = new AbortController(); // `open` has the time limit
  return guard(label, false, signal, async () =>
    schema.parse(JSON.parse(await outlineOf(await open(), levels))),
  );
}

function createBatch(
  send: Send,
  model: string,
  { displayName, fileName }: FileSource,
  timeoutMs: number,
) {
  const body = JSON.stringify({ batch: { displayName, inputConfig: { fileName } } });
  return create("create batch", timeoutMs, async (signal) => {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body };
    return wireBatch.parse(await (await send(createPath(model), signal, init)).json());
  });
}

/** Not by the SDK, which would hold all requests in memory several times. */
function createInlined(
  send: Send,
  model: string,
  { displayName, path }: InlineSource,
  timeoutMs: number,
) {
  const frame = inlinedFrame(displayName);
  return createFromFile("create batch", path, frame, timeoutMs, async (body, signal) => {
    const headers = { "content-type": "application/json", "content-length": `${body.bytes}` };
    // Node's `fetch` takes what it can iterate over, and the types know it not.
    const pieces = body.read() as unknown as ReadableStream<Uint8Array>;
    const init = { ...STREAMED, method: "POST", headers, body: pieces, duplex: "half" } as const;
    return wireBatch.parse(await (await send(createPath(model), signal, init)).json());
  });
}

const createPath = (model: string): string =>
  `/v1beta/${resource("models", model)}:batchGenerateContent`;

function queryOf({ pageSize, pageToken }: PageQuery): string {
  const more = pageToken === undefined ? "" : `&pageToken=${encodeURIComponent(pageToken)}`;
  return `pageSize=${pageSize}${more}`;
}

const ADDRESS = "https://generativelanguage.googleapis.com";

/** The name of a thing in a path, for example `batches/abc`. */
function resource(collection: "batches" | "files" | "models", name: string): string {
  const own = `${collection}/`;
  return own + encodeURIComponent(name.startsWith(own) ? name.slice(own.length) : name);
}

/**
 * The SDK has no retries unless asked. Every setting is named, because it would look for the others in the environment,
 * and its calls go through our own `fetch`: its errors hold the provider's words and no headers.
 */
function createSdk(ownFetch: typeof fetch, apiKey: string, baseUrl: string, signal: AbortSignal) {
  const own: typeof fetch = (input, init) => knock(ownFetch, input, { ...init, signal });
  return new GoogleGenAI({
    apiKey,
    apiVersion: "v1beta",
    vertexai: false,
    httpOptions: { baseUrl, fetch: own },
  });
}

/** One request. Anything but a success is thrown with its status and headers, and with codes only. */
async function knock(
  ownFetch: typeof fetch,
  input: string | URL | Request,
  init: RequestInit,
): Promise<Response> {
  const response = await ownFetch(input, { ...init, redirect: "error" });
  if (!response.ok) throw await readRefusal(response);
  return response;
}

/** A file that is not there answers 403: one may not see it, "or it may not exist". */
async function fileCall<T>(
  label: string,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await call(label, timeoutMs, run);
  } catch (error) {
    if (!isProviderError(error) || error.kind !== "permission") throw error;
    throw new ProviderError("not_found", error.message, { status: 403 });
  }
}
