import Anthropic, { APIError } from "@anthropic-ai/sdk";
import { sleep } from "../testing";

export const KEY = "sk-sandbox-anthropic";
export const MODEL = "claude-haiku-4-5";

/** The official client at a sandbox, for tests. Its types lag behind what is sent on purpose. */
export function claudeAt(url: string, options: object = {}): Anthropic {
  const base = {
    apiKey: KEY,
    baseURL: `${url}/anthropic`,
    maxRetries: 0,
    logLevel: "off" as const,
  };
  return new Anthropic({ ...base, ...options });
}

export type Requests = Anthropic.Messages.BatchCreateParams["requests"];

/** `count` requests of their own texts; `params` replaces or adds parameters. */
export function requestsOf(count: number, params: object = {}): Requests {
  return Array.from({ length: count }, (_, i) => ({
    custom_id: `row-${i + 1}`,
    params: {
      model: MODEL,
      max_tokens: 1000,
      messages: [{ role: "user" as const, content: `Tell me about ${i + 1}.` }],
      ...params,
    },
  }));
}

/** Creates a batch and polls it to its end. */
export async function runRequests(
  client: Anthropic,
  requests: Requests,
): Promise<Anthropic.Messages.MessageBatch> {
  const { id } = await client.messages.batches.create({ requests });
  for (const giveUpAt = Date.now() + 20_000; Date.now() < giveUpAt; await sleep(5)) {
    const batch = await client.messages.batches.retrieve(id);
    if (batch.processing_status === "ended") return batch;
  }
  throw new Error("still not ended after 20 s");
}

export async function resultsOf(client: Anthropic, id: string) {
  const results: Anthropic.Messages.MessageBatchIndividualResponse[] = [];
  for await (const result of await client.messages.batches.results(id)) results.push(result);
  return results;
}

/** The error that a call of the client ends with. */
export async function errorOf(call: Promise<unknown>): Promise<APIError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof APIError) return error;
    throw error;
  }
  throw new Error("the call did not fail");
}
