import { answerLive, settleLive } from "../engine/answer-live";
import type { Engine } from "../engine/engine";
import { randomHex } from "../engine/ids";
import type { Model } from "../engine/model";
import type { Call } from "../engine/provider";
import { promptTokens } from "../engine/usage";
import { json, parseJson, type Reply, readBody } from "../http";
import { answerRequest } from "./answer-request";
import { noSuchModel, refuse } from "./errors";
import { GEMINI_MODELS } from "./models";
import { paginate } from "./paginate";
import { toTurns } from "./to-prompt";
import { NOT_JSON, validateRequest } from "./validate-request";

const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** POST /v1beta/models/{model}:generateContent. */
export async function generateContent(engine: Engine, call: Call): Promise<Reply> {
  const body = parseJson(await readBody(call.req, MAX_BODY_BYTES));
  if (body === undefined) return refuse(NOT_JSON);
  const model = GEMINI_MODELS.find(call.id);
  if (model === undefined) return refuse(noSuchModel(call.id, "generateContent"));
  const reply = answerRequest(model, body, randomHex(24), (prompt) => answerLive(engine, prompt));
  await settleLive(engine, call.account, reply.ok);
  return reply.ok ? json(200, reply.body) : refuse(reply.fault);
}

/** POST /v1beta/models/{model}:countTokens, of `contents` or of a whole request. */
export async function countTokens(engine: Engine, call: Call): Promise<Reply> {
  const body = parseJson(await readBody(call.req, MAX_BODY_BYTES));
  if (typeof body !== "object" || body === null) return refuse(NOT_JSON);
  if (GEMINI_MODELS.find(call.id) === undefined) return refuse(noSuchModel(call.id, "countTokens"));
  const whole = "generateContentRequest" in body ? body.generateContentRequest : body;
  const checked = validateRequest(whole);
  if (!checked.ok) return refuse(checked.fault);
  return json(200, { totalTokens: promptTokens(toTurns(checked.value), engine.count) });
}

/** GET /v1beta/models. */
export function serveModels(_: Engine, { query }: Call): Reply {
  const models = GEMINI_MODELS.names().flatMap((name) => GEMINI_MODELS.find(name) ?? []);
  const own = [...new Set(models)].map((model) => ({ id: model.snapshot, model }));
  const rule = { field: "models", defaultSize: 50, maxSize: 1000 };
  return paginate(own, query, rule, ({ model }) => wireModel(model));
}

/** GET /v1beta/models/{model}. */
export function serveModel(_: Engine, { id }: Call): Reply {
  const model = GEMINI_MODELS.find(id);
  return model === undefined ? refuse(noSuchModel(id, "getModel")) : json(200, wireModel(model));
}

function wireModel({ snapshot, contextTokens, maxOutputTokens }: Model): Record<string, unknown> {
  return {
    name: `models/${snapshot}`,
    version: snapshot.replace(/^gemini-/, ""),
    displayName: snapshot,
    inputTokenLimit: contextTokens,
    outputTokenLimit: maxOutputTokens,
    supportedGenerationMethods: ["generateContent", "countTokens", "batchGenerateContent"],
  };
}
