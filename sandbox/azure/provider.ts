import type { IncomingMessage } from "node:http";
import { refusal, refuse } from "../chat-completions/errors";
import type { Provider, Route } from "../engine/provider";
import { chatEndpoint } from "../openai/chat-endpoint";
import type { OpenAiDialect } from "../openai/dialect";
import { dressReplies } from "../openai/dress-replies";
import { likeOpenAi } from "../openai/like-openai";
import { OPENAI } from "../openai/provider";
import { responsesEndpoint } from "../responses/endpoint";
import { AZURE_CHAT } from "./chat-dialect";
import { AZURE_RESPONSES } from "./responses-dialect";
import { REST, REST_WORDS, V1 } from "./rest-words";

const DAY_SECONDS = 86_400;

const DENIED = refusal(
  401,
  "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
  null,
  "401",
);

/**
 * Azure OpenAI's global batch, under /openai/v1 and, with an API version, under /openai. Limits: Azure's how-to for batch
 * (2026-03) and its page of limits, read 2026-11-23.
 */
const AZURE: OpenAiDialect = {
  ...OPENAI,
  name: "azure",
  mount: "/azure",
  base: "/openai/v1",
  answers: {
    "/chat/completions": chatEndpoint(AZURE_CHAT),
    "/responses": responsesEndpoint(AZURE_RESPONSES),
  },
  endpoints: ["/v1/chat/completions", "/chat/completions", "/v1/responses", "/responses"],
  endpointPrefixes: ["/v1", ""],
  // The window is a target: a job runs on until it is done or cancelled.
  lapses: false,
  maxRows: 100_000,
  fileLife: { least: 14 * DAY_SECONDS, most: 30 * DAY_SECONDS, unasked: null },
  resultLifeSeconds: null,
  emptyErrorFile: true,
  batchesPerHour: null,
  quirks: [REST_WORDS],
  announces: [],
  errorCodes: {
    invalid_url: "url_mismatch",
    mismatched_model: "model_mismatch",
    too_many: "too_many_tasks",
  },
  keyOf,
  noKey: DENIED,
  wrongKey: () => DENIED,
  headers: () => ({ "apim-request-id": globalThis.crypto.randomUUID() }),
};

const v1 = dressReplies(likeOpenAi(AZURE), V1);
const dated = dressReplies(likeOpenAi({ ...AZURE, base: "/openai", createStatus: 201 }), REST);

export const azure: Provider = {
  ...v1,
  routes: [...v1.routes, ...dated.routes.map(withApiVersion)],
};

/** The header of Azure's own, or a token of Entra's. */
function keyOf(req: IncomingMessage): string | null {
  const own = req.headers["api-key"];
  if (typeof own === "string") return own.trim() || null;
  return OPENAI.keyOf(req);
}

/** Without an API version there is nothing at the dated address. */
function withApiVersion(route: Route): Route {
  return {
    ...route,
    handle(engine, call) {
      const version = call.query.get("api-version") ?? "";
      if (/^\d{4}-\d{2}-\d{2}(-preview)?$/.test(version)) return route.handle(engine, call);
      return refuse(refusal(404, "Resource not found", null, "404"));
    },
  };
}
