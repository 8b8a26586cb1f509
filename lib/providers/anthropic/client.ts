import Anthropic from "@anthropic-ai/sdk";
import { checkAccount, withoutPath } from "../account-address";
import { call, guard } from "../guard";
import { liveFetch } from "../live-fetch";
import type { ProviderAccount } from "../provider";
import { createTimeLimit } from "../time-limit";
import { download, NO_TIMEOUT_MS, STREAMED } from "../transfer";
import { openLive } from "./live";
import { explained } from "./refusal";
import { openRequestBody } from "./request-body";
import type { AnthropicCalls } from "./session";
import { wireBatch, wireBatchPage, wireModelPage } from "./wire";

/**
 * The version that the SDK's types describe, named because a later SDK may send another. It takes no temperature, no
 * `top_p` and no `top_k`; version 2023-06-01 takes them for models up to Opus 4.6 only.
 */
const API_VERSION = "2026-10-21";

const BATCHES = "/v1/messages/batches";

interface ClientTimeouts {
  /** For a whole call with a small answer. */
  readonly callMs: number;
  /** For the longest standstill of a download. */
  readonly idleMs: number;
}

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/** The only place that knows Anthropic's SDK. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): AnthropicCalls {
  checkAccount(account);
  const client = createSdk(account);
  const { callMs, idleMs } = timeouts;
  const { batches } = client.messages;
  const ask = <T>(label: string, run: (signal: AbortSignal) => Promise<T>) =>
    call(label, callMs, explained(label, run));
  const models: AnthropicCalls["models"] = (query) =>
    ask("list models", async (signal) =>
      wireModelPage.parse(await client.get("/v1/models", { query, signal })),
    );
  return {
    createBatch: (path, timeoutMs) => createBatch(client, path, timeoutMs),
    batch: (id) =>
      ask("read batch", async (signal) =>
        wireBatch.parse(await batches.retrieve(id, null, { signal })),
      ),
    batches: (query) =>
      ask("list batches", async (signal) =>
        wireBatchPage.parse(await client.get(BATCHES, { query, signal })),
      ),
    models,
    cancelBatch: (id) =>
      ask("cancel batch", async (signal) =>
        wireBatch.parse(await batches.cancel(id, null, { signal })),
      ),
    removeBatch: (id) =>
      ask("remove batch", async (signal) => {
        await batches.delete(id, null, { signal });
      }),
    results: (id) => download(idleMs, explained("download", openResults(client, id))),
    complete: openLive(createSdk(account, liveFetch), () => models({ limit: 1 })),
  };
}

/** The SDK's own `results` sends the key to whatever host the batch names; this stays at ours. */
function openResults(client: Anthropic, id: string) {
  const path = `${BATCHES}/${encodeURIComponent(id)}/results`;
  return (signal: AbortSignal) => client.get(path, { signal }).asResponse();
}

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount, own = fetch): Anthropic {
  return new Anthropic({
    apiKey,
    baseURL: baseUrl === null ? "https://api.anthropic.com" : withoutPath(baseUrl, /\/v1$/),
    webhookKey: null,
    openTelemetry: false,
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    fetch: fetchWithOwnHeaders(apiKey, own),
  });
}

const OWN_HEADERS = /^(accept|content-type|content-length|user-agent|x-stainless-.+)$/;

/** The SDK adds the headers of the variable ANTHROPIC_CUSTOM_HEADERS, another key among them; they stay behind here. */
function fetchWithOwnHeaders(apiKey: string, own: typeof fetch): typeof fetch {
  return (url, init) => {
    const headers = new Headers();
    new Headers(init?.headers).forEach((value, name) => {
      if (OWN_HEADERS.test(name)) headers.set(name, value);
    });
    headers.set("authorization", `Bearer ${apiKey}`);
    headers.set("anthropic-version", API_VERSION);
    return own(url, { ...init, redirect: "error", headers });
  };
}

/**
 * The create with all its requests. What fails before the last byte was handed over has created nothing, because the
 * provider knows the length of the body.
 */
async function createBatch(client: Anthropic, path: string, timeoutMs: number) {
  const label = "create batch";
  const body = await openRequestBody(path);
  const limit = createTimeLimit(timeoutMs);
  const post = explained(label, async (signal) => {
    const headers = { "content-type": "application/json", "content-length": `${body.bytes}` };
    const options = { headers, fetchOptions: STREAMED, signal };
    return wireBatch.parse(await client.post(BATCHES, { body: body.read(), ...options }));
  });
  try {
    return await limit.over(post);
  } catch (error) {
    return await guard(label, body.wasRead(), limit.signal, () => Promise.reject(error));
  } finally {
    limit.clear();
    await body.close();
  }
}
