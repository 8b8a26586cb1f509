import Together from "together-ai";
import { checkAccount } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { type ClientTimeouts, openCalls } from "../dialects/openai/client";
import { openLive } from "../dialects/openai/live";
import type { OpenAiCalls } from "../dialects/openai/session";
import { call, create } from "../guard";

import type { ProviderAccount } from "../provider";
import { NO_TIMEOUT_MS } from "../transfer";
import { wireCreated, wireJob, wireJobs } from "./wire";

const TIMEOUTS: ClientTimeouts = { callMs: 60_000, idleMs: 60_000 };

/**
 * The only place that knows Together's SDK. Nothing is sent twice: its retries are off everywhere. Its own upload is left
 * aside, because it goes to an address of the environment and not to the account's.
 */
export function openClient(account: ProviderAccount, timeouts = TIMEOUTS): OpenAiCalls {
  checkAccount(account);
  const sdk = createSdk(account, accountFetch(account.network));
  const options = { path: "", purpose: "batch-api", stagedFileSeconds: null, pagedList: false };
  const { callMs } = timeouts;
  const calls = openCalls(sdk, options, timeouts);
  return {
    ...calls,
    complete: openLive(createSdk(account, liveFetch(account.network)), options.path, calls.models),
    // A batch carries no labels of ours.
    createBatch: ({ metadata: _, ...body }, timeoutMs) =>
      create(
        "create batch",
        timeoutMs,
        async (signal) => wireCreated.parse(await sdk.post("/batches", { body, signal })).job,
      ),
    batch: (id) =>
      call("read batch", callMs, async (signal) =>
        wireJob.parse(await sdk.batches.retrieve(id, { signal })),
      ),
    batches: () =>
      call("list batches", callMs, async (signal) => {
        const jobs = wireJobs.parse(await sdk.batches.list({ signal }));
        return { data: jobs.toSorted((a, b) => ageOf(b) - ageOf(a)), has_more: false };
      }),
    cancelBatch: (id) =>
      call("cancel batch", callMs, async (signal) =>
        wireJob.parse(await sdk.batches.cancel(id, { signal })),
      ),
  };
}

const ageOf = ({ created_at }: { readonly created_at: number | null }): number =>
  created_at ?? Number.MAX_SAFE_INTEGER;

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount, own: typeof fetch): Together {
  return new Together({
    apiKey,
    fetch: own,
    projectID: null,
    baseURL: baseUrl ?? "https://api.together.ai/v1",
    defaultHeaders: {},
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
  });
}
