import { GoogleGenAI } from "@google/genai";
import type { z } from "zod";
import { isProviderError, ProviderError } from "../../errors";
import { checkAccount, withoutPath } from "../account-address";
import { call, create } from "../guard";
import type { ProviderAccount } from "../provider";
import { download } from "../transfer";
import { openLive } from "./live";
import { readRefusal } from "./refusal";
import type { GeminiCalls, PageQuery } from "./session";
import { type Send, uploadFile } from "./upload";
import { wireBatch, wireBatchPage, wireFile, wireFilePage, wireModelPage } from "./wire";

interface ClientTimeouts {
  /** For a whole call with a small answer. */
  readonly callMs: number;
  /** For the longest standstill of an upload or download. */
  readonly idleMs: number;
}

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/**
 * The only place that knows Google's SDK. It serves single files and cancelling. Batches are read and made by `fetch`,
 * because the SDK drops their counts and errors; so are downloads, because it writes them to a path of its own, and uploads.
 * Nothing is sent twice.
 */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): GeminiCalls {
  const { callMs, idleMs } = timeouts;
  checkAccount(account);
  const { apiKey } = account;
  const base = withoutPath(account.baseUrl ?? ADDRESS, /\/v1(beta)?$/);
  const send: Send = (path, signal, { headers, ...init } = {}) =>
    knock(`${base}${path}`, {
      ...init,
      signal,
      headers: { ...headers, "x-goog-api-key": apiKey },
    });
  const read = <T>(label: string, path: string, schema: z.ZodType<T>) =>
    call(label, callMs, async (signal) => schema.parse(await (await send(path, signal)).json()));
  const sdk = (signal: AbortSignal) => createSdk(apiKey, base, signal);
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
    createBatch: (model, body, timeoutMs) =>
      create("create batch", timeoutMs, async (signal) => {
        const path = `/v1beta/${resource("models", model)}:batchGenerateContent`;
        const headers = { "content-type": "application/json" };
        const init = { method: "POST", headers, body: JSON.stringify(body) };
        return wireBatch.parse(await (await send(path, signal, init)).json());
      }),
    batch: (name) => read("read batch", `/v1beta/${resource("batches", name)}`, wireBatch),
    files: (page) => read("list files", `/v1beta/files?${queryOf(page)}`, wireFilePage),
    batches: (page) => read("list batches", `/v1beta/batches?${queryOf(page)}`, wireBatchPage),
    models: (page) => read("list models", `/v1beta/models?${queryOf(page)}`, wireModelPage),
    cancelBatch: (name) =>
      call("cancel batch", callMs, (signal) =>
        sdk(signal).batches.cancel({ name: resource("batches", name) }),
      ),
    complete: openLive(base, apiKey, () =>
      read("list models", "/v1beta/models?pageSize=1", wireModelPage),
    ),
  };
}

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
function createSdk(apiKey: string, baseUrl: string, signal: AbortSignal) {
  const own: typeof fetch = (input, init) => knock(input, { ...init, signal });
  return new GoogleGenAI({
    apiKey,
    apiVersion: "v1beta",
    vertexai: false,
    httpOptions: { baseUrl, fetch: own },
  });
}

/** One request. Anything but a success is thrown with its status and headers, and with codes only. */
async function knock(input: string | URL | Request, init: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: "error" });
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
