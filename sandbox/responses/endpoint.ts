import { type Endpoint, openEndpoint } from "../openai/endpoint";
import type { ResponsesDialect } from "./dialect";
import { validateResponse } from "./validate-response";
import { wireResponse } from "./wire-response";

/** The Responses API of a dialect. Nothing is kept: no response can be fetched again or gone on from. */
export function responsesEndpoint(dialect: ResponsesDialect): Endpoint {
  return openEndpoint({
    models: dialect.models,
    required: { field: "input", message: "Input parameter is required." },
    check: (body) => validateResponse(body, dialect),
    word: (request, answered, made) => ({ ok: true, body: wireResponse(request, answered, made) }),
  });
}
