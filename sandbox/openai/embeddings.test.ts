import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import { errorOf, openSandbox } from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox({ countTokens: "exact" }));
});
afterAll(() => sandbox.close());

function embed(change: Record<string, unknown> = {}): Promise<OpenAI.CreateEmbeddingResponse> {
  return client.embeddings.create({
    ...{ model: "text-embedding-3-small", input: "Hello there.", encoding_format: "float" },
    ...change,
  } as OpenAI.EmbeddingCreateParams);
}

const vectorOf = ({ data }: OpenAI.CreateEmbeddingResponse, at = 0) => data[at]?.embedding ?? [];
const lengthOf = (vector: number[]) => Math.hypot(...vector);

describe("embeddings", () => {
  it("are in the real shape, of length 1, the same for the same text alone", async () => {
    const answer = await embed();
    expect(answer).toEqual({
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: expect.any(Array) }],
      model: "text-embedding-3-small",
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
    expect(vectorOf(answer)).toHaveLength(1536);
    expect(lengthOf(vectorOf(answer))).toBeCloseTo(1, 5);
    expect(vectorOf(await embed())).toEqual(vectorOf(answer));
    expect(vectorOf(await embed({ input: "Hello here." }))).not.toEqual(vectorOf(answer));
    expect(vectorOf(await embed({ model: "text-embedding-ada-002" }))).not.toEqual(
      vectorOf(answer),
    );
  });

  it("come in the order of the inputs, without the framing of a chat", async () => {
    const answer = await embed({ input: ["Hello there.", "Hello here.", "Hello there."] });
    expect(answer.data.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(vectorOf(answer, 2)).toEqual(vectorOf(answer, 0));
    expect(vectorOf(answer, 1)).not.toEqual(vectorOf(answer, 0));
    expect(answer.usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
  });

  it.each([
    ["one input of tokens", [9906, 1070], 1, 2],
    ["several", [[9906], [1070, 13]], 2, 3],
  ])("take %s", async (_, input, vectors, tokens) => {
    const answer = await embed({ input });
    expect(answer.data).toHaveLength(vectors);
    expect(answer.usage.prompt_tokens).toBe(tokens);
  });

  it("are shortened to the beginning of the whole, stretched again", async () => {
    const model = "text-embedding-3-large";
    const [whole, short] = await Promise.all([embed({ model }), embed({ model, dimensions: 256 })]);
    expect(vectorOf(whole)).toHaveLength(3072);
    const beginning = vectorOf(whole).slice(0, 256);
    const stretch = lengthOf(beginning);
    expect(lengthOf(vectorOf(short))).toBeCloseTo(1, 5);
    expect(vectorOf(short)[7]).toBeCloseTo((beginning[7] ?? 0) / stretch, 5);
  });

  it("are the same as base64, which the client asks for by itself and reads", async () => {
    const [decimals, read] = await Promise.all([embed(), embed({ encoding_format: undefined })]);
    const raw: unknown = (await embed({ encoding_format: "base64" })).data[0]?.embedding;
    expect(raw).toMatch(/^[A-Za-z0-9+/]{8192}$/);
    expect(vectorOf(read)).toHaveLength(1536);
    for (const [i, value] of vectorOf(decimals).entries()) {
      expect(vectorOf(read)[i]).toBeCloseTo(value, 6);
    }
  });

  it("of the older model carry its second version's name", async () => {
    const answer = await embed({ model: "text-embedding-ada-002" });
    expect(answer.model).toBe("text-embedding-ada-002-v2");
  });
});

const invalid = /^400 '\$\.input' is invalid/;

it.each<[string, Record<string, unknown>, number, RegExp]>([
  ["no model", { model: undefined }, 400, /must provide a model/],
  ["an unknown model", { model: "text-embedding-9" }, 404, /does not exist/],
  ["a model of chats", { model: "gpt-4o" }, 403, /not allowed to generate embeddings/],
  ["no input", { input: undefined }, 400, invalid],
  ["an empty text", { input: "" }, 400, invalid],
  ["an empty list", { input: [] }, 400, invalid],
  ["an empty text in a list", { input: ["a", ""] }, 400, invalid],
  ["texts and tokens together", { input: ["a", [1]] }, 400, invalid],
  ["half a token", { input: [1.5] }, 400, invalid],
  ["too many inputs", { input: Array(2049).fill("a") }, 400, /maximum length 2048.*2049/],
  ["a strange field", { chunk: 7 }, 400, /Unrecognized request argument supplied: chunk/],
  ["a strange format", { encoding_format: "int8" }, 400, /Invalid value: 'int8'/],
  ["no dimension", { dimensions: 0 }, 400, /below minimum/],
  ["too many dimensions", { dimensions: 1537 }, 400, /less than or equal to 1536/],
  [
    "dimensions of the older model",
    { model: "text-embedding-ada-002", dimensions: 256 },
    400,
    /does not support specifying dimensions/,
  ],
  ["an input that is too long", { input: ["a", "word ".repeat(8193)] }, 400, /8192 tokens/],
  ["too many tokens", { input: Array(60).fill("word ".repeat(5010)) }, 400, /max 300,000/],
])("a request with %s is refused", async (_, change, status, message) => {
  const error = await errorOf(embed(change));
  expect(error.status).toBe(status);
  expect(error.message).toMatch(message);
});

it("2,048 inputs are taken", async () => {
  const answer = await embed({ input: Array(2048).fill("a"), dimensions: 1 });
  expect(answer.data).toHaveLength(2048);
});
