import OpenAI from "openai";
import { checkAccount } from "../account-address";
import { accountFetch, liveFetch } from "../account-fetch";
import { type ClientTimeouts, openCalls } from "../dialects/openai/client";
import { openLive } from "../dialects/openai/live";
import type { OpenAiCalls } from "../dialects/openai/session";

import type { ProviderAccount } from "../provider";
import { NO_TIMEOUT_MS } from "../transfer";
import { STAGED_FILE_SECONDS } from "./limits";

/** The only place that knows OpenAI's SDK. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts?: ClientTimeouts): OpenAiCalls {
  checkAccount(account);
  const options = { path: "", stagedFileSeconds: STAGED_FILE_SECONDS, pagedList: true };
  const calls = openCalls(createSdk(account, accountFetch(account.network)), options, timeouts);
  const live = createSdk(account, liveFetch(account.network));
  return { ...calls, complete: openLive(live, options.path, calls.models) };
}

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount, own: typeof fetch): OpenAI {
  return new OpenAI({
    apiKey,
    fetch: own,
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
