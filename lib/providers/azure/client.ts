import OpenAI from "openai";
import { ProviderError } from "../../errors";
import { checkAccount, withoutPath } from "../account-address";
import { accountFetch } from "../account-fetch";
import { type ClientTimeouts, openCalls } from "../dialects/openai/client";
import type { OpenAiCalls } from "../dialects/openai/session";
import type { ProviderAccount } from "../provider";
import { NO_TIMEOUT_MS } from "../transfer";
import { STAGED_FILE_SECONDS } from "./limits";

/** The only place that knows the SDK for Azure OpenAI. Nothing is sent twice: its retries are off everywhere. */
export function openClient(account: ProviderAccount, timeouts?: ClientTimeouts): OpenAiCalls {
  checkAccount(account);
  return openCalls(
    createSdk(account),
    // Requests name deployments. The list of models holds what could be deployed, and deployments are told by the
    // management API alone, which takes no key (Azure OpenAI REST reference).
    { path: "", stagedFileSeconds: STAGED_FILE_SECONDS, pagedList: true, tellsModels: false },
    timeouts,
  );
}

/**
 * The v1 address, or the dated one when the account names an API version. Every setting is named, because the SDK would
 * look for the others in the environment; the SDK's own class for Azure differs only in looking for more there.
 */
function createSdk({ apiKey, baseUrl, settings, network }: ProviderAccount): OpenAI {
  if (baseUrl === null)
    throw new ProviderError("invalid", "The address of the resource is missing.");
  const resource = withoutPath(baseUrl, /\/openai(\/v1)?$/);
  const { apiVersion } = settings;
  return new OpenAI({
    apiKey,
    fetch: accountFetch(network),
    adminAPIKey: null,
    baseURL: apiVersion ? `${resource}/openai` : `${resource}/openai/v1`,
    defaultHeaders: { "api-key": apiKey, authorization: null },
    ...(apiVersion ? { defaultQuery: { "api-version": apiVersion } } : {}),
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
  });
}
