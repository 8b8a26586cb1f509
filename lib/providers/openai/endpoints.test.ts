import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RowOutcome } from "../../../sandbox/fault-schema";
import { type Sandbox, startSandbox } from "../../../sandbox/server";
import { requestLine, runBatch } from "../../../sandbox/testing";
import { readLine } from "../../testing/result-line";
import { classifierOf } from "../dialects/openai/classify";
import { resultShape } from "../dialects/openai/shape";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  sandbox = await startSandbox({ keyPrefix: "sk-sandbox" });
  const baseURL = `${sandbox.url}/v1`;
  client = new OpenAI({ baseURL, apiKey: "sk-sandbox-endpoints", maxRetries: 0 });
});
afterEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

type Endpoint = OpenAI.BatchCreateParams["endpoint"];

/** What the lines of a batch are judged to be, by their custom id: outcome and code, or "free" where nothing is billed. */
async function judged(endpoint: Endpoint, body: object, ids: readonly RowOutcome[]) {
  const rows = ids.map((id) => ({ outcome: id, customId: `^${id}$` }));
  sandbox.faults.replace({ batches: [{ rows }] });
  const lines = ids.map((id) => requestLine(endpoint, id, { input: `Say ${id}.`, ...body }));
  const batch = await runBatch(client, lines, undefined, endpoint);
  const files = [batch.output_file_id, batch.error_file_id].filter((id) => typeof id === "string");
  const texts = await Promise.all(files.map(async (id) => (await client.files.content(id)).text()));
  const read = texts
    .flatMap((text) => text.trim().split("\n"))
    .map((text) => readLine(text, resultShape(endpoint)));
  return read
    .map((line) => ({ ...line, verdict: classifierOf(endpoint)(line.facts) }))
    .toSorted((a, b) => (String(a.customId) < String(b.customId) ? -1 : 1));
}

const told = (all: Awaited<ReturnType<typeof judged>>) =>
  all.map(({ customId, verdict: { outcome, code }, usage }) => [
    ...[customId, outcome, code],
    usage !== null,
  ]);

test.each([["gpt-4.1-mini"], ["gpt-5-mini"]])(
  "responses of %s are judged by how they end",
  async (model) => {
    const ids: RowOutcome[] = [
      "content_filter",
      "http_429",
      "length",
      "missing_usage",
      "ok",
      "refusal",
    ];
    const lines = await judged("/v1/responses", { model }, ids);
    expect(told(lines)).toEqual([
      ["content_filter", "failed", "content_filter", true],
      ["http_429", "failed", "rate_limit_exceeded", false],
      ["length", "failed", "output_truncated", true],
      ["missing_usage", "succeeded", null, false],
      ["ok", "succeeded", null, true],
      ["refusal", "failed", "refused", true],
    ]);
    const [ok] = lines.filter(({ customId }) => customId === "ok");
    expect(ok?.text).toMatch(/^[A-Z].*\.$/);
    expect(ok?.usage?.output).toBeGreaterThan(0);
  },
);

test("embeddings have their vector for text", async () => {
  const body = { model: "text-embedding-3-small", dimensions: 8 };
  const lines = await judged("/v1/embeddings", body, ["http_500", "missing_usage", "ok"]);
  expect(told(lines)).toEqual([
    ["http_500", "failed", "server_error", false],
    ["missing_usage", "succeeded", null, false],
    ["ok", "succeeded", null, true],
  ]);
  expect(JSON.parse(lines[2]?.text ?? "")).toHaveLength(8);
  expect(lines[2]?.usage).toMatchObject({ output: 0, cached_input: 0 });
  expect(lines[2]?.model).toBe("text-embedding-3-small");
});

test("moderations have their results for text, and cost nothing", async () => {
  const body = { model: "omni-moderation-latest" };
  const lines = await judged("/v1/moderations", body, ["http_500", "ok"]);
  expect(told(lines)).toEqual([
    ["http_500", "failed", "server_error", false],
    ["ok", "succeeded", null, false],
  ]);
  expect(lines.map(({ verdict }) => verdict.free)).toEqual([true, true]);
  expect(JSON.parse(lines[1]?.text ?? "")).toMatchObject([{ flagged: false }]);
});
