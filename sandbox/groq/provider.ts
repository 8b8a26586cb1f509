import { refusal } from "../chat-completions/errors";
import { randomHex } from "../engine/ids";
import { chatEndpoint } from "../openai/chat-endpoint";
import { dressReplies, type Shown } from "../openai/dress-replies";
import { likeOpenAi } from "../openai/like-openai";
import { OPENAI } from "../openai/provider";
import { GROQ_CHAT } from "./chat-dialect";

const NO_KEY = refusal(401, "Invalid API Key", null, "invalid_api_key");

/**
 * Groq: OpenAI's wire under /openai/v1, its own models, windows from 24 h to 7 days, lists without
 * pages. Limits: groq-sdk 1.6.0 (100 MB a file) and Groq's batch page (50,000 lines), read 2026-11-23.
 */
const wire = likeOpenAi({
  ...OPENAI,
  name: "groq",
  mount: "/groq",
  base: "/openai/v1",
  answers: { "/chat/completions": chatEndpoint(GROQ_CHAT) },
  endpoints: ["/v1/chat/completions"],
  createFields: ["input_file_id", "endpoint", "completion_window", "metadata"],
  windows: ["24h", "2d", "3d", "4d", "5d", "6d", "7d"],
  windowSeconds,
  maxBatchBytes: 100 * 1024 * 1024,
  maxFileBytes: 100 * 1024 * 1024,
  purposes: ["batch"],
  pages: false,
  announces: [],
  bareFiles: true,
  batchesPerHour: null,
  noKey: NO_KEY,
  wrongKey: () => NO_KEY,
  headers: () => ({ "x-request-id": `req_${randomHex(26)}` }),
});

/** Its batches name no model and no total of the usage (groq-sdk 1.6.0, BatchRetrieveResponse). */
export const groq = dressReplies(wire, {
  batch: ({ usage: _, model: __, ...shown }: Shown) => shown,
  list: (shown) => shown,
});

/** `24h` to `7d`, in whole hours or days; null for anything else. */
function windowSeconds(window: string): number | null {
  const [, count, unit] = /^(\d{1,3})([hd])$/.exec(window) ?? [];
  const hours = Number(count) * (unit === "d" ? 24 : 1);
  return hours >= 24 && hours <= 168 ? hours * 3600 : null;
}
