import { readLine, resultLine } from "../dialects/openai/live";
import { askLive, provenOnce } from "../live-answer";
import type { LiveRequest } from "../live-request";

/**
 * Real-time requests by `fetch`, because the SDK writes a body anew from the fields that it knows, and reads an answer in
 * the same way. `models` reads the list of models.
 */
export function openLive(
  liveFetch: typeof fetch,
  address: string,
  authorization: string,
  models: () => Promise<unknown>,
) {
  const proveAddress = provenOnce(models);
  const headers = { authorization, "content-type": "application/json" };
  return async ({ line, endpoint, model, timeoutMs }: LiveRequest): Promise<string> => {
    const { id, body } = readLine(line);
    // A line may name the model that its batch names.
    const init = { method: "POST", headers, body: JSON.stringify({ model, ...body }) };
    const answer = await askLive(timeoutMs, {
      post: (signal) => liveFetch(address + endpoint, { ...init, signal }),
      proveAddress,
    });
    return resultLine(id, answer);
  };
}
