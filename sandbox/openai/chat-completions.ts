import { answerChat } from "../chat-completions/answer-chat";
import { type Refusal, refusal, refuse } from "../chat-completions/errors";
import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import { randomHex } from "../engine/ids";
import type { Call } from "../engine/provider";
import { json, parseJson, type Reply, readBody } from "../http";
import type { OpenAiDialect } from "./dialect";

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** POST /chat/completions, without streaming: validated and answered as a batch row is. */
export async function completeChat(
  { chat }: OpenAiDialect,
  engine: Engine,
  { req, account }: Call,
): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(refusal(413, "The request body is too large."));
  const made = { id: chat.answerId(randomHex(32), engine.seed), nowMs: engine.clock.now() };
  const ask = (prompt: Parameters<typeof answerLive>[1]) => answerLive(engine, prompt);
  const reply = answerChat(chat, parseJson(bytes), made, ask);
  await settleLive(engine, account, reply.status === 200);
  return json(reply.status, reply.body);
}

/** GET /models. */
export function serveModels({ chat }: OpenAiDialect): Reply {
  return json(200, { object: "list", data: chat.models.names().map(wireModel) });
}

/** GET /models/{id}. */
export function serveModel({ chat }: OpenAiDialect, _engine: Engine, { id }: Call): Reply {
  return chat.models.find(id) === undefined ? refuse(noSuchModel(id)) : json(200, wireModel(id));
}

function noSuchModel(id: string): Refusal {
  const message = `The model '${id.slice(0, 100)}' does not exist or you do not have access to it.`;
  return refusal(404, message, "model", "model_not_found");
}

function wireModel(id: string): Record<string, unknown> {
  return { id, object: "model", created: 1_700_000_000, owned_by: "system" };
}
