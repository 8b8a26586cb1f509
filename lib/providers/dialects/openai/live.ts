import { randomUUID } from "node:crypto";
import { z } from "zod";
import { askLive, type LiveAnswer, provenOnce } from "../../live-answer";
import { anyFields, type LiveRequest, readRequest, TOO_LONG } from "../../live-request";
import type { DialectSdk } from "./client";

type Complete = (request: LiveRequest) => Promise<string>;

/**
 * The real-time channel over a provider's SDK, which must use `liveFetch` and repeat nothing. `path` is what its address
 * lacks before `/chat/completions`; `models` reads the list of models.
 */
export function openLive(
  sdk: DialectSdk,
  path: string,
  models: (() => Promise<unknown>) | null,
): Complete {
  const proveAddress = provenOnce(models ?? (async () => undefined));
  return async ({ line, endpoint, channel, keepsNothing = false, timeoutMs }) => {
    const { id, body } = readLine(line);
    // The channel is what is paid for, so a tier in the request gives way to it.
    const { service_tier: _, ...asked } = body;
    const tier = channel === "flex" ? { service_tier: "flex" } : {};
    const store = keepsNothing && isStored(endpoint, asked) ? { store: false } : {};
    const address = path + endpoint.replace(/^\/v1/, "");
    const post = (signal: AbortSignal) =>
      sdk.post(address, { body: { ...asked, ...tier, ...store }, signal }).asResponse();
    return resultLine(id, await askLive(timeoutMs, { post, proveAddress }));
  };
}

/** A response may be read again later unless its request says no, a chat if it says yes (`store`, types of openai 6.49). */
const isStored = (endpoint: string, body: Readonly<Record<string, unknown>>): boolean =>
  endpoint === "/v1/responses" || "store" in body;

/** The id and the body of a batch line of this dialect. */
export function readLine(line: string) {
  return readRequest(line, batchLine);
}

const batchLine = z
  .object({ custom_id: z.string(), body: anyFields })
  .transform(({ custom_id, body }) => ({ id: custom_id, body }));

/** An answer as a batch of this dialect would have it in a file of results. */
export function resultLine(customId: string, answer: LiveAnswer): string {
  const ids = { id: requestId(answer), custom_id: customId };
  if (answer.kind === "too_long") {
    return JSON.stringify({ ...ids, response: null, error: TOO_LONG });
  }
  const frame = { ...ids, response: { status_code: answer.status, request_id: ids.id } };
  // The body is not read and written anew, which would change its numbers.
  return JSON.stringify(frame).replace(/\}\}$/, () => `,"body":${answer.json}},"error":null}`);
}

/** Not the answer's own id: servers of open models number theirs from 0 to 999 (Ollama's source), or from 0 at each start. */
function requestId(answer: LiveAnswer): string {
  const headers = answer.kind === "too_long" ? null : answer.headers;
  const told = ID_HEADERS.map((name) => headers?.get(name)).find((id) => id);
  return told ?? randomUUID();
}

const ID_HEADERS = ["x-request-id", "mistral-correlation-id"];
