import { randomUUID } from "node:crypto";
import { refusal } from "../chat-completions/errors";
import { embeddingsEndpoint } from "../embeddings/endpoint";
import { chatEndpoint } from "../openai/chat-endpoint";
import type { OpenAiDialect } from "../openai/dialect";
import { likeOpenAi } from "../openai/like-openai";
import { OPENAI } from "../openai/provider";
import { responsesEndpoint } from "../responses/endpoint";
import { COMPATIBLE_CHAT } from "./chat-dialect";
import { COMPATIBLE_EMBEDDINGS } from "./embedding-models";
import { COMPATIBLE_RESPONSES } from "./responses-dialect";

const MEBIBYTE = 1024 * 1024;
const NO_KEY = refusal(401, "Unauthorized", null, "invalid_api_key");

/**
 * A server that speaks OpenAI's Files and Batches, with the differences of Doubleword's Control Layer (its source, August
 * 2026): creates answer 201, windows of a day or an hour that are aims and not ends, files of 100 MB.
 */
export const COMPATIBLE: OpenAiDialect = {
  ...OPENAI,
  name: "compatible",
  mount: "/compatible",
  answers: {
    "/chat/completions": chatEndpoint(COMPATIBLE_CHAT),
    "/responses": responsesEndpoint(COMPATIBLE_RESPONSES),
    "/embeddings": embeddingsEndpoint(COMPATIBLE_EMBEDDINGS),
  },
  endpoints: ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"],
  createStatus: 201,
  windows: ["24h", "1h"],
  windowSeconds: (window) => ({ "24h": 86_400, "1h": 3600 })[window] ?? null,
  lapses: false,
  maxBatchBytes: 100 * MEBIBYTE,
  maxFileBytes: 100 * MEBIBYTE,
  purposes: ["batch"],
  fileLife: { least: 3600, most: 30 * 86_400, unasked: 86_400 },
  batchesPerHour: null,
  announces: ["completed", "failed"],
  webhookAgent: "sandbox-compatible",
  noKey: NO_KEY,
  wrongKey: () => NO_KEY,
  headers: () => ({ "x-request-id": randomUUID() }),
};

export const compatible = likeOpenAi(COMPATIBLE);
