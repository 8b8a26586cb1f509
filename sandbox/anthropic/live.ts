import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import { randomHex } from "../engine/ids";
import type { Call } from "../engine/provider";
import { promptTokens } from "../engine/usage";
import { json, parseJson, type Reply, readBody } from "../http";
import { answerMessage, toPrompt } from "./answer-message";
import { isFields } from "./checks";
import { invalid, refuse } from "./errors";
import { claudeModel, claudeModelIds } from "./models";
import { paginate } from "./paginate";
import { type ApiVersion, validateParams } from "./validate-params";

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** POST /v1/messages, without streaming: checked and answered as a request of a batch is. */
export async function completeMessage(
  engine: Engine,
  { req, account }: Call,
  version: ApiVersion,
): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse({ status: 413, message: "" });
  const body = parseJson(bytes);
  if (isFields(body) && body.stream === true) {
    return refuse(invalid("stream: streaming is not simulated"));
  }
  const asked = { version, tier: "standard" as const, key: randomHex(32), seed: engine.seed };
  const reply = answerMessage(body, asked, (prompt) => answerLive(engine, prompt));
  await settleLive(engine, account, reply.ok);
  return reply.ok ? json(200, reply.message) : refuse(reply.fault);
}

/** POST /v1/messages/count_tokens: the same parameters but for the length of an answer. */
export async function countTokens(
  engine: Engine,
  { req }: Call,
  version: ApiVersion,
): Promise<Reply> {
  const body = parseJson(await readBody(req, MAX_BODY_BYTES));
  if (!isFields(body)) return refuse(invalid("The request body is not valid JSON."));
  if ("max_tokens" in body) return refuse(invalid("max_tokens: Extra inputs are not permitted"));
  const checked = validateParams({ ...body, max_tokens: 1 }, { version, batch: false });
  if (!checked.ok) return refuse(checked.fault);
  const { turns } = toPrompt(checked.params, checked.model);
  return json(200, { input_tokens: promptTokens(turns, engine.count) });
}

/** GET /v1/models. */
export function serveModels(_engine: Engine, { query }: Call): Reply {
  return paginate(claudeModelIds().map(wireModel), query, (model) => model);
}

/** GET /v1/models/{id}; an alias answers with its dated name. */
export function serveModel(_engine: Engine, { id }: Call): Reply {
  const model = claudeModel(id);
  return model === undefined
    ? refuse({ status: 404, message: `model: ${id.slice(0, 100)}` })
    : json(200, wireModel(model.snapshot));
}

function wireModel(id: string) {
  return { type: "model", id, display_name: id, created_at: "2026-01-01T00:00:00Z" };
}
