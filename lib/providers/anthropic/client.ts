import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { ProviderError, type ProviderErrorKind } from "../../errors";
import { checkAccount, withoutPath } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { createFromFile } from "../create-from-file";
import { call } from "../guard";
import type { ProviderAccount } from "../provider";
import { download, NO_TIMEOUT_MS, STREAMED } from "../transfer";
import { openLive } from "./live";
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
  const client = createSdk(account, accountFetch(account.network));
  const live = createSdk(account, liveFetch(account.network));
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
    complete: openLive({
      post: (path, body, signal) => live.post(path, { body, signal }).asResponse(),
      models: () => models({ limit: 1 }),
      refusal: readRefusal,
    }),
  };
}

/** The SDK's own `results` sends the key to whatever host the batch names; this stays at ours. */
function openResults(client: Anthropic, id: string) {
  const path = `${BATCHES}/${encodeURIComponent(id)}/results`;
  return (signal: AbortSignal) => client.get(path, { signal }).asResponse();
}

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount, own: typeof fetch): Anthropic {
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

const FRAME = { head: '{"requests":[', tail: "]}" };

function createBatch(client: Anthropic, path: string, timeoutMs: number) {
  const label = "create batch";
  return createFromFile(label, path, FRAME, timeoutMs, (body, limit) => {
    const headers = { "content-type": "application/json", "content-length": `${body.bytes}` };
    const options = { headers, fetchOptions: STREAMED };
    const post = explained(label, async (signal) =>
      wireBatch.parse(await client.post(BATCHES, { body: body.read(), ...options, signal })),
    );
    return post(limit);
  });
}

/** The error of an answer, as `toProviderError` reads it: the API has a type and often a code, and its own name for the request's id. */
function explained<T>(label: string, run: (signal: AbortSignal) => Promise<T>) {
  return (signal: AbortSignal): Promise<T> =>
    run(signal).catch((error: unknown) => {
      throw error instanceof APIError && error.status !== undefined
        ? answerOf(label, error)
        : error;
    });
}

/** The same for a refusal in real time, whose body nobody has read. */
function readRefusal(status: number, headers: Headers, body: string): Error {
  return answerOf("complete", APIError.generate(status, objectOf(body), undefined, headers));
}

function answerOf(label: string, error: APIError): Error {
  const { status, errorCode, type, requestID } = error;
  const kind = errorCode === null ? undefined : KIND_OF_CODE[errorCode];
  if (kind !== undefined && errorCode !== null && status !== undefined) {
    const message = `${label}: the provider answered ${status} (${errorCode})`;
    return new ProviderError(kind, message, { status, providerCode: errorCode });
  }
  const headers = new Headers(error.headers);
  if (requestID) headers.set("x-request-id", requestID);
  return Object.assign(new Error("answer"), { status, code: errorCode ?? type, headers });
}

/** Error codes of an account that may not go on, whatever status they come with (SDK 1.12, 2026-11-20). */
const KIND_OF_CODE: Readonly<Record<string, ProviderErrorKind | undefined>> = {
  enforced_spend_limit_reached: "quota",
  contract_spend_limit_reached: "quota",
  organization_on_hold: "permission",
  cmek_key_disabled: "permission",
  claude_code_key_creator_not_member: "permission",
};

function objectOf(body: string): object {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
