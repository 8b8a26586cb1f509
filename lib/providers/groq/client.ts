import Groq from "groq-sdk";
import { checkAccount, withoutPath } from "../account-address";
import { type ClientTimeouts, openCalls } from "../dialects/openai/client";
import type { OpenAiCalls } from "../dialects/openai/session";
import type { ProviderAccount } from "../provider";
import { NO_TIMEOUT_MS } from "../transfer";

/** The only place that knows Groq's SDK. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts?: ClientTimeouts): OpenAiCalls {
  checkAccount(account);
  return openCalls(
    createSdk(account),
    { path: PATH, stagedFileSeconds: null, pagedList: false },
    timeouts,
  );
}

/** The SDK wants an address without this path, people know the one with it. */
const PATH = "/openai/v1";

/** Every setting is named, because the SDK would look for the others in the environment. */
function createSdk({ apiKey, baseUrl }: ProviderAccount): Groq {
  return new Groq({
    apiKey,
    baseURL: withoutPath(baseUrl ?? "https://api.groq.com", /\/openai\/v1$/),
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
  });
}
