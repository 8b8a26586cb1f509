import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";
import { askLive, type LiveAnswer, provenOnce } from "../live-answer";
import { anyFields, type LiveRequest, readRequest, TOO_LONG } from "../live-request";
import { readRefusal } from "./refusal";

/** The Messages API over the SDK, which must use `liveFetch` and repeat nothing. `models` reads the list of models. */
export function openLive(client: Anthropic, models: () => Promise<unknown>) {
  const proveAddress = provenOnce(models);
  return async ({ line, endpoint, timeoutMs }: LiveRequest): Promise<string> => {
    const { id, body } = readRequest(line, batchLine);
    const answer = await askLive(timeoutMs, {
      post: (signal) => client.post(endpoint, { body, signal }).asResponse(),
      proveAddress,
      refusal: (status, headers, text) => readRefusal("complete", status, headers, text),
    });
    return resultLine(id, answer);
  };
}

const batchLine = z
  .object({ custom_id: z.string(), params: anyFields })
  .transform(({ custom_id, params }) => ({ id: custom_id, body: params }));

/** An answer as the results of a batch would have it. */
function resultLine(customId: string, answer: LiveAnswer): string {
  const frame = (result: string) => `{"custom_id":${JSON.stringify(customId)},"result":${result}}`;
  switch (answer.kind) {
    case "answered":
      return frame(`{"type":"succeeded","message":${answer.json}}`);
    case "refused":
      return frame(`{"type":"errored","error":${errorOf(answer.status, answer.json)}}`);
    case "too_long":
      // No `errored`, which is free: this answer was paid for, and nobody knows how much.
      return frame(
        JSON.stringify({ type: "succeeded", message: { stop_reason: TOO_LONG.code, content: [] } }),
      );
  }
}

/** The envelope as it was sent. The edge before the API has a page in its place, and a gateway its own words. */
function errorOf(status: number, json: string | null): string {
  const told = envelope.safeParse(JSON.parse(json ?? "null")).success;
  const own = { type: "error", error: { type: `http_${status}`, message: null } };
  return told && json !== null ? json : JSON.stringify(own);
}

const envelope = z.object({ error: z.object({ type: z.string().min(1) }) });
