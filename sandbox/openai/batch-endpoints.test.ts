import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RowOutcome } from "../fault-schema";
import type { Sandbox } from "../server";
import {
  createBatch,
  isOver,
  KEY,
  openSandbox,
  pollUntil,
  requestLine,
  resultLines,
  runBatch,
  upload,
} from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

type Endpoint = OpenAI.BatchCreateParams["endpoint"];

const ENDPOINTS: [Endpoint, Record<string, unknown>, string][] = [
  ["/v1/responses", { model: "gpt-5-mini" }, "gpt-5-mini-2025-08-07"],
  ["/v1/embeddings", { model: "text-embedding-3-small", dimensions: 4 }, "text-embedding-3-small"],
  ["/v1/moderations", { model: "omni-moderation-latest" }, "omni-moderation-latest"],
];

interface Body {
  model?: string;
  status?: string;
  incomplete_details?: { reason: string } | null;
  output?: { type: string; content?: { type: string }[] }[];
  usage?: Record<string, unknown>;
}

const row = (url: string, id: string, body: Record<string, unknown>) =>
  requestLine(url, id, { input: `Tell me about ${id}.`, ...body });

describe.each(ENDPOINTS)("a batch of %s", (endpoint, body, model) => {
  it("answers every line as in real time, in another order", async () => {
    const ids = ["a", "b", "c", "d"];
    const lines = ids.map((id) => row(endpoint, id, body));
    const wrong = row(endpoint, "e", { ...body, input: 7 });
    const batch = await runBatch(client, [...lines, wrong], undefined, endpoint);
    expect(batch).toMatchObject({
      ...{ status: "completed", endpoint, model },
      request_counts: { total: 5, completed: 4, failed: 1 },
    });
    const output = await resultLines<Body>(client, batch.output_file_id);
    expect(output.map(({ custom_id }) => custom_id).toSorted()).toEqual(ids);
    expect(new Set(output.map(({ response }) => response?.body.model))).toEqual(new Set([model]));
    const live = await client.post(endpoint.slice(3), {
      body: { ...body, input: "Tell me about a." },
    });
    const first = output.find(({ custom_id }) => custom_id === "a")?.response?.body;
    expect(without(first)).toEqual(without(live));
    const [error] = await resultLines<Body>(client, batch.error_file_id);
    expect(error).toMatchObject({ custom_id: "e", response: { status_code: 400 }, error: null });
  });

  it.each([
    ["another endpoint", row("/v1/chat/completions", "b", body), "invalid_url"],
    ["no input", requestLine(endpoint, "b", body), "invalid_request"],
    ["no model", row(endpoint, "b", { model: undefined }), "invalid_request"],
    ["a model of chats", row(endpoint, "b", { model: "chatgpt-4o-latest" }), "model_not_found"],
    ["a stream", row(endpoint, "b", { ...body, stream: true }), "streaming_unsupported"],
    ["the id of another line", row(endpoint, "a", body), "duplicate_custom_id"],
  ])("fails for a line with %s", async (_, line, code) => {
    const batch = await runBatch(client, [row(endpoint, "a", body), line], undefined, endpoint);
    expect(batch.status).toBe("failed");
    expect(batch.errors?.data).toMatchObject([{ code, line: 2 }]);
  });

  it("suffers what is laid on its rows", async () => {
    const fault = (outcome: RowOutcome) => ({ outcome, customId: `^${outcome}$` });
    const outcomes: RowOutcome[] = ["http_500", "http_429", "missing", "doubled", "both"];
    sandbox.faults.replace({ batches: [{ rows: outcomes.map(fault) }] });
    const lines = [...outcomes, "ok"].map((id) => row(endpoint, id, body));
    const batch = await runBatch(client, lines, undefined, endpoint);
    const seen = async (file: string | null | undefined) =>
      (await resultLines<Body>(client, file))
        .map(({ custom_id, response }) => `${custom_id} ${response?.status_code}`)
        .toSorted();
    expect(await seen(batch.output_file_id)).toEqual([
      ...["both 200", "doubled 200", "doubled 200", "ok 200"],
    ]);
    expect(await seen(batch.error_file_id)).toEqual(["both 500", "http_429 429", "http_500 500"]);
  });
});

it("the usage of a batch is the sum of its lines, and moderations use nothing", async () => {
  for (const [endpoint, body] of ENDPOINTS) {
    const lines = ["a", "b"].map((id) => row(endpoint, id, body));
    const batch = await runBatch(client, lines, undefined, endpoint);
    const usages = (await resultLines<Body>(client, batch.output_file_id)).map(({ response }) =>
      Number(response?.body.usage?.total_tokens ?? 0),
    );
    const total = usages.reduce((sum, tokens) => sum + tokens, 0);
    expect([endpoint, batch.usage?.total_tokens]).toEqual([endpoint, total]);
    expect(total > 0).toBe(endpoint !== "/v1/moderations");
  }
});

it("responses end as a fault wants them to", async () => {
  const endings: RowOutcome[] = ["length", "content_filter", "refusal", "missing_usage"];
  const rows = endings.map((outcome) => ({ outcome, customId: `^${outcome}$` }));
  sandbox.faults.replace({ batches: [{ rows }] });
  const lines = endings.map((id) => row("/v1/responses", id, { model: "gpt-4.1-mini" }));
  const batch = await runBatch(client, lines, undefined, "/v1/responses");
  const bodies = new Map(
    (await resultLines<Body>(client, batch.output_file_id)).map(({ custom_id, response }) => [
      custom_id,
      response?.body,
    ]),
  );
  expect(bodies.get("length")).toMatchObject({
    ...{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } },
  });
  expect(bodies.get("content_filter")).toMatchObject({
    ...{ status: "incomplete", incomplete_details: { reason: "content_filter" } },
    output: [{ type: "message", content: [] }],
  });
  expect(bodies.get("refusal")).toMatchObject({
    ...{ status: "completed", output: [{ content: [{ type: "refusal" }] }] },
  });
  expect(bodies.get("missing_usage")?.status).toBe("completed");
  expect(bodies.get("missing_usage")?.usage).toBeUndefined();
});

describe("embeddings in a batch", () => {
  const many = (id: string, count: number) =>
    row("/v1/embeddings", id, {
      ...{ model: "text-embedding-3-small", dimensions: 1, input: Array(count).fill("a") },
    });
  const full = Array.from({ length: 24 }, (_, i) => many(`row-${i}`, 2048));

  it("may be 50,000 over all lines", async () => {
    const lines = [...full, many("last", 50_000 - 24 * 2048)];
    const batch = await runBatch(client, lines, undefined, "/v1/embeddings");
    expect(batch.request_counts?.completed).toBe(25);
  });

  it("fail the batch beyond that", async () => {
    const lines = [...full, many("last", 50_001 - 24 * 2048), many("more", 2)];
    const batch = await runBatch(client, lines, undefined, "/v1/embeddings");
    expect(batch.status).toBe("failed");
    expect(batch.errors?.data).toEqual([
      {
        ...{ code: "invalid_request", line: null, param: null },
        message: "The batch input file has more than 50,000 embedding inputs.",
      },
    ]);
  });

  it("count their inputs alone against the enqueued tokens", async () => {
    const lines = [row("/v1/embeddings", "a", { model: "text-embedding-3-small", input: "one" })];
    const run = async (limit: number) => {
      sandbox.faults.replace({ enqueuedTokenLimits: { "text-embedding-3-small": limit } });
      return (await runBatch(client, lines, undefined, "/v1/embeddings")).errors?.data?.[0]?.code;
    };
    expect(await run(1)).toBeUndefined();
    expect(await run(0)).toBe("token_limit_exceeded");
  });
});

it.each<[string, string, string, Record<string, unknown>]>([
  ["azure", "/azure/openai/v1", "/v1/responses", { model: "gpt-4.1-mini" }],
  ["azure", "/azure/openai/v1", "/responses", { model: "gpt-4.1-mini" }],
  ["compatible", "/compatible/v1", "/v1/responses", { model: "Qwen/Qwen3-32B" }],
  ["compatible", "/compatible/v1", "/v1/embeddings", { model: "BAAI/bge-m3" }],
])("%s runs batches at %s of %s", async (_, path, name, body) => {
  const other = new OpenAI({ baseURL: sandbox.url + path, apiKey: KEY, maxRetries: 0 });
  const endpoint = name as Endpoint;
  const file = await upload(other, [row(name, "a", body)]);
  const batch = await createBatch(other, file, undefined, endpoint);
  const ended = await pollUntil(other, batch.id, ({ status }) => isOver(status));
  const [line] = await resultLines<Body>(other, ended.output_file_id);
  expect(line?.response?.status_code).toBe(200);
  expect(line?.response?.body.usage).toBeDefined();
});

it.each([
  ["/azure/openai/v1", "/v1/embeddings", /invalid_value|Supported values/],
  ["/compatible/v1", "/v1/moderations", /Supported values/],
  ["/v1", "/v1/videos", /does not simulate/],
])("at %s no batch is made for %s", async (path, endpoint, message) => {
  const other = new OpenAI({ baseURL: sandbox.url + path, apiKey: KEY, maxRetries: 0 });
  const file = await upload(other, [row(endpoint, "a", { model: "m" })]);
  await expect(createBatch(other, file, undefined, endpoint as Endpoint)).rejects.toThrow(message);
});

/** What depends on the text alone. */
function without(body: unknown): Record<string, unknown> {
  const {
    id: _,
    created_at: __,
    completed_at: ___,
    output,
    ...rest
  } = body as Body & Record<string, unknown>;
  return { ...rest, output: output?.map(({ content }) => content) };
}
