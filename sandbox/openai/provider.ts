import type { IncomingMessage } from "node:http";
import { refusal } from "../chat-completions/errors";
import { embeddingsEndpoint } from "../embeddings/endpoint";
import { randomHex } from "../engine/ids";
import { moderationsEndpoint } from "../moderations/endpoint";
import { responsesEndpoint } from "../responses/endpoint";
import { OPENAI_CHAT } from "./chat-dialect";
import { chatEndpoint } from "./chat-endpoint";
import type { OpenAiDialect } from "./dialect";
import { OPENAI_EMBEDDINGS } from "./embedding-models";
import { likeOpenAi } from "./like-openai";
import { OPENAI_MODERATION_MODELS } from "./moderation-models";
import { OPENAI_RESPONSES } from "./responses-dialect";

const MAX_LIFE_SECONDS = 30 * 86_400;

/** Limits as in OpenAI's batch guide and files API, read 2026-11-23. */
export const OPENAI: OpenAiDialect = {
  name: "openai",
  mount: "",
  base: "/v1",
  answers: {
    "/chat/completions": chatEndpoint(OPENAI_CHAT),
    "/responses": responsesEndpoint(OPENAI_RESPONSES),
    "/embeddings": embeddingsEndpoint(OPENAI_EMBEDDINGS),
    "/moderations": moderationsEndpoint(OPENAI_MODERATION_MODELS),
  },
  endpoints: [
    "/v1/responses",
    "/v1/chat/completions",
    "/v1/embeddings",
    "/v1/completions",
    "/v1/moderations",
    "/v1/images/generations",
    "/v1/images/edits",
    "/v1/videos",
  ],
  endpointPrefixes: ["/v1"],
  createFields: [
    "input_file_id",
    "endpoint",
    "completion_window",
    "metadata",
    "output_expires_after",
  ],
  createStatus: 200,
  windows: ["24h"],
  windowSeconds: (window) => (window === "24h" ? 86_400 : null),
  lapses: true,
  maxBatchBytes: 200 * 1024 * 1024,
  maxRows: 50_000,
  maxFileBytes: 512 * 1024 * 1024,
  purposes: ["fine-tune", "assistants", "batch", "user_data", "responses", "vision", "evals"],
  fileLife: { least: 3600, most: MAX_LIFE_SECONDS, unasked: MAX_LIFE_SECONDS },
  resultLifeSeconds: MAX_LIFE_SECONDS,
  pages: true,
  bareFiles: false,
  emptyErrorFile: false,
  batchesPerHour: 2000,
  quirks: [],
  status: (batch) => batch.status,
  announces: ["completed", "failed", "expired", "cancelled"],
  webhookAgent: "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
  errorCodes: {},
  keyOf: bearerKey,
  noKey: refusal(
    401,
    "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  ),
  wrongKey: (masked) =>
    refusal(
      401,
      `Incorrect API key provided: ${masked}. You can find your API key at https://platform.openai.com/account/api-keys.`,
      null,
      "invalid_api_key",
    ),
  headers: () => ({ "x-request-id": `req_${randomHex(32)}`, "openai-version": "2020-10-01" }),
};

export const openAi = likeOpenAi(OPENAI);

function bearerKey(req: IncomingMessage): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(req.headers.authorization ?? "")?.[1] ?? null;
}
