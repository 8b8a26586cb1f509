import { json, parseJson, type Reply, readBody } from "../http";
import { answerChat } from "./answer-chat";
import { refusal, refuse } from "./errors";
import { newRequestId } from "./ids";
import { findModel, modelNames } from "./models";
import type { Call, Route } from "./route";
import type { OpenAiState } from "./state";

export const CHAT_ROUTES: Route[] = [
  { method: "POST", path: /^\/v1\/chat\/completions$/, kind: "chat", handle: completeChat },
  { method: "GET", path: /^\/v1\/models$/, kind: "models", handle: listModels },
  { method: "GET", path: /^\/v1\/models\/([^/]+)$/, kind: "models", handle: showModel },
];

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** POST /v1/chat/completions, without streaming: validated and answered as a batch row is. */
async function completeChat(state: OpenAiState, call: Call): Promise<Reply> {
  const bytes = await readBody(call.req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(refusal(413, "The request body is too large."));
  const engine = { seed: state.seed, count: state.count, cache: state.chatCache };
  const createdAt = Math.floor(state.clock.now() / 1000);
  const id = `chatcmpl-${newRequestId().slice(4, 33)}`;
  const answer = answerChat(engine, parseJson(bytes), id, createdAt);
  state.chats.count(call.account, answer.status === 200);
  const waitMs = answer.status === 200 ? state.clock.waitMs(state.timings.chat) : 0;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return json(answer.status, answer.body);
}

function listModels(): Reply {
  return json(200, { object: "list", data: modelNames().map(wireModel) });
}

function showModel(_state: OpenAiState, { id }: Call): Reply {
  if (findModel(id) !== undefined) return json(200, wireModel(id));
  const message = `The model '${id.slice(0, 100)}' does not exist or you do not have access to it.`;
  return refuse(refusal(404, message, "model", "model_not_found"));
}

function wireModel(id: string): Record<string, unknown> {
  return { id, object: "model", created: 1_700_000_000, owned_by: "system" };
}
