import { type Refusal, refusal } from "../chat-completions/errors";
import { type Answered, type Endpoint, type Made, openEndpoint } from "../openai/endpoint";
import type { EmbeddingsDialect } from "./dialect";
import { makeVector, wireVector } from "./make-vector";
import { countInputs, type EmbeddingRequest, validateEmbedding } from "./validate-embedding";

/** Over a whole batch (OpenAI API reference, batches, read 2026-11-23). */
const MOST_INPUTS = 50_000;
/** Over the inputs of one request (openai 6.49, EmbeddingCreateParams). */
const MOST_TOKENS = 300_000;

/** Embeddings of a dialect. */
export function embeddingsEndpoint(dialect: EmbeddingsDialect): Endpoint {
  return openEndpoint({
    models: dialect.models,
    required: { field: "input", message: "Input parameter is required." },
    inputs: { most: MOST_INPUTS, of: countInputs },
    check: (body) => validateEmbedding(body, dialect),
    word(request, answered, made) {
      const { input } = answered.usage;
      if (input > MOST_TOKENS) return { ok: false, ...tooMany(input) };
      return { ok: true, body: wireEmbeddings(request, answered, made) };
    },
  });
}

/** The body of an answer (openai 6.49, CreateEmbeddingResponse). */
function wireEmbeddings(
  { inputs, dimensions, base64 }: EmbeddingRequest,
  { model, usage, hidesUsage }: Answered,
  { seed }: Made,
): Record<string, unknown> {
  const counts = { prompt_tokens: usage.input, total_tokens: usage.input };
  return {
    object: "list",
    data: inputs.map(({ text }, index) => {
      const vector = makeVector(text, model.snapshot, seed, dimensions);
      return { object: "embedding", index, embedding: wireVector(vector, base64) };
    }),
    model: model.snapshot,
    ...(hidesUsage ? {} : { usage: counts }),
  };
}

function tooMany(tokens: number): Refusal {
  const figures = [tokens, MOST_TOKENS].map((count) => count.toLocaleString("en-US"));
  const message = `Requested ${figures[0]} tokens, max ${figures[1]} tokens per request`;
  const code = "max_tokens_per_request";
  return refusal(400, message, null, code, code);
}
