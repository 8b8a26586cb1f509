import { z } from "zod";
import { ProviderError } from "../../errors";
import { askLive, type LiveAnswer, provenOnce } from "../live-answer";
import { anyFields, type LiveRequest, readRequest, TOO_LONG } from "../live-request";
import { readRefusal } from "./refusal";

/**
 * `generateContent` by `fetch`, because the SDK writes a request anew from the fields that it knows, and reads an answer
 * in the same way. `models` reads the list of models.
 */
export function openLive(
  liveFetch: typeof fetch,
  address: string,
  apiKey: string,
  models: () => Promise<unknown>,
) {
  const proveAddress = provenOnce(models);
  const headers = { "x-goog-api-key": apiKey, "content-type": "application/json" };
  return async ({ line, model, timeoutMs }: LiveRequest): Promise<string> => {
    const { id, body } = readRequest(line, batchLine);
    const name = encodeURIComponent(model.replace(/^models\//, ""));
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await askLive(timeoutMs, {
      post: (signal) =>
        liveFetch(`${address}/v1beta/models/${name}:generateContent`, { ...init, signal }),
      proveAddress,
      refusal,
    });
    return resultLine(id, answer);
  };
}

const batchLine = z
  .object({ key: z.string(), request: anyFields })
  .transform(({ key, request }) => ({ id: key, body: request }));

/**
 * A 400 with FAILED_PRECONDITION is the account's: its country is not served, or it has no billing (Gemini API
 * troubleshooting guide, read 2026-11-23).
 */
async function refusal(status: number, headers: Headers, body: string): Promise<Error> {
  const error = await readRefusal(new Response(body, { status, headers }));
  const code = Reflect.get(error, "code");
  if (status !== 400 || code !== "FAILED_PRECONDITION") return error;
  const message = `complete: the provider answered 400 (${code})`;
  return new ProviderError("permission", message, { status, providerCode: code });
}

/** An answer as a file of responses would have it. */
function resultLine(key: string, answer: LiveAnswer): string {
  const frame = (rest: string) => `{"key":${JSON.stringify(key)},${rest}}`;
  switch (answer.kind) {
    case "answered":
      return frame(`"response":${answer.json}`);
    case "refused":
      return frame(`"error":${JSON.stringify(errorOf(answer.status, answer.json))}`);
    case "too_long":
      return frame(`"error":${JSON.stringify({ code: TOO_LONG.code, message: TOO_LONG.message })}`);
  }
}

/** The error in its envelope. The front end has a page in its place. */
function errorOf(code: number, json: string | null): unknown {
  const told = envelope.safeParse(JSON.parse(json ?? "null"));
  return told.success ? told.data.error : { code, message: null };
}

const envelope = z.object({ error: anyFields });
