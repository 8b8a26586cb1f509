import { type Refusal, refusal, refuse } from "../chat-completions/errors";
import type { Engine } from "../engine/engine";
import type { Call } from "../engine/provider";
import { json, type Reply } from "../http";
import { modelsOf, type OpenAiDialect } from "./dialect";

/** GET /models. */
export function serveModels(dialect: OpenAiDialect): Reply {
  return json(200, { object: "list", data: modelsOf(dialect).names().map(wireModel) });
}

/** GET /models/{id}. */
export function serveModel(dialect: OpenAiDialect, _engine: Engine, { id }: Call): Reply {
  const found = modelsOf(dialect).find(id);
  return found === undefined ? refuse(noSuchModel(id)) : json(200, wireModel(id));
}

function noSuchModel(id: string): Refusal {
  const message = `The model '${id.slice(0, 100)}' does not exist or you do not have access to it.`;
  return refusal(404, message, "model", "model_not_found");
}

function wireModel(id: string): Record<string, unknown> {
  return { id, object: "model", created: 1_700_000_000, owned_by: "system" };
}
