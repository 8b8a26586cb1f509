import Groq from "groq-sdk";
import { checkAccount, withoutPath } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { type ClientTimeouts, openCalls } from "../dialects/openai/client";
import { openLive } from "../dialects/openai/live";
import type { OpenAiCalls } from "../dialects/openai/session";

import type { ProviderAccount } from "../provider";
import { NO_TIMEOUT_MS } from "../transfer";

/** The only place that knows Groq's SDK. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts?: ClientTimeouts): OpenAiCalls {
  checkAccount(account);
  const options = { path: PATH, stagedFileSeconds: null, pagedList: false };
  const calls = openCalls(createSdk(account, accountFetch(account.network)), options, timeouts);
  const live = createSdk(account, liveFetch(account.network));
  return { ...calls, complete: openLive(live, options.path, calls.models) };
}

/** The SDK wants an address without this path, people know the one with it. */
const PATH = "/openai/v1";

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount, own: typeof fetch): Groq {
  return new Groq({
    apiKey,
    fetch: own,
    baseURL: withoutPath(baseUrl ?? "https://api.groq.com", /\/openai\/v1$/),
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
  });
}
