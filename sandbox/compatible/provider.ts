import { randomUUID } from "node:crypto";
import { refusal } from "../chat-completions/errors";
import type { OpenAiDialect } from "../openai/dialect";
import { likeOpenAi } from "../openai/like-openai";
import { OPENAI } from "../openai/provider";
import { COMPATIBLE_CHAT } from "./chat-dialect";

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
  chat: COMPATIBLE_CHAT,
  endpoints: ["/v1/chat/completions"],
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
