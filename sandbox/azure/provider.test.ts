import OpenAI, { AzureOpenAI, toFile } from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  chatLines,
  createBatch,
  errorOf,
  isOver,
  openSandbox,
  pollUntil,
  resultLines,
  runBatch,
  upload,
} from "../testing";

let sandbox: Sandbox;
let client: OpenAI;
let dated: AzureOpenAI;

const KEY = "sk-sandbox-azure";
const MODEL = "classify-batch";
const DAY_SECONDS = 86_400;

beforeAll(async () => {
  ({ sandbox } = await openSandbox());
  client = v1Client(sandbox.url);
  dated = new AzureOpenAI({
    endpoint: `${sandbox.url}/azure`,
    apiKey: KEY,
    apiVersion: "2025-04-01-preview",
    maxRetries: 0,
  });
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

function v1Client(url: string, defaultHeaders: Record<string, string | null> = { "api-key": KEY }) {
  return new OpenAI({
    baseURL: `${url}/azure/openai/v1`,
    apiKey: KEY,
    defaultHeaders: { authorization: null, ...defaultHeaders },
    maxRetries: 0,
  });
}

const lines = (count: number, body = {}) => chatLines(count, { model: MODEL, ...body });

describe("Azure", () => {
  it("runs a batch of a deployment, and answers in the model's name", async () => {
    const done = await runBatch(client, lines(20), { run: "1" });
    expect(done).toMatchObject({
      status: "completed",
      metadata: { run: "1" },
      request_counts: { total: 20, completed: 20, failed: 0 },
    });
    expect(done).not.toHaveProperty("usage");
    const [first] = await resultLines(client, done.output_file_id);
    expect(first?.response?.body).toMatchObject({
      model: "gpt-4.1-mini-2025-04-14",
      prompt_filter_results: [{ prompt_index: 0 }],
      usage: { total_tokens: expect.any(Number) },
    });
  });

  it("gives a batch without failures an error file of no bytes", async () => {
    const done = await runBatch(client, lines(2));
    expect(done.error_file_id).toMatch(/^file-/);
    expect(await (await client.files.content(done.error_file_id ?? "")).text()).toBe("");
  });

  it("speaks as the REST reference at the dated address", async () => {
    const created = await dated.batches
      .create({
        input_file_id: await upload(dated, lines(1)),
        endpoint: "/v1/chat/completions",
        completion_window: "24h",
      })
      .asResponse();
    expect(created.status).toBe(201);
    const batch = await created.json();
    expect(batch).toMatchObject({ status: "Validating", request_counts: null });
    expect(batch.created_at).toMatch(/^2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const done = await pollUntil(dated, batch.id, ({ status }) => String(status) === "Completed");
    expect(done.request_counts).toMatchObject({ total: 1, completed: 1 });
    const listed = await (await dated.batches.list({ limit: 1 }).asResponse()).json();
    expect(listed.value).toMatchObject([{ id: batch.id, status: "Completed" }]);
    expect(listed).not.toHaveProperty("data");
    expect((await client.batches.retrieve(batch.id)).status).toBe("completed");
  });

  it("has nothing at the dated address without an API version", async () => {
    const headers = { "api-key": KEY };
    const answer = await fetch(`${sandbox.url}/azure/openai/batches`, { headers });
    expect(answer.status).toBe(404);
    expect((await fetch(`${answer.url}?api-version=2024-10-21`, { headers })).status).toBe(200);
  });

  it("speaks so at the v1 address too for a batch with the quirk", async () => {
    sandbox.faults.replace({ batches: [{ quirks: ["rest_words"], times: 1 }] });
    const batch = await createBatch(client, await upload(client, lines(1)));
    expect(batch.status).toBe("Validating");
    const done = await pollUntil(client, batch.id, ({ status }) => String(status) === "Completed");
    expect(String(done.completed_at)).toMatch(/Z$/);
    const listed = await (await client.batches.list().asResponse()).json();
    expect(listed.value[0].id).toBe(batch.id);
  });

  it.each([
    ["its own header", { "api-key": KEY }, 200],
    ["a bearer token", { authorization: `Bearer ${KEY}` }, 200],
    ["another key", { "api-key": "none" }, 401],
    ["no key", {}, 401],
  ])("answers %s", async (_, headers, status) => {
    const own = v1Client(sandbox.url, headers);
    if (status === 200) expect((await own.models.list()).data.length).toBeGreaterThan(0);
    else expect(await errorOf(own.models.list())).toMatchObject({ status, code: "401" });
  });

  it("lets a job run on after its window", async () => {
    // At this speed 24 h are 0.5 s, and the rows take 1 s.
    const fast = await openSandbox({
      speed: 172_800,
      timings: { validating: 0, inProgress: 172_800, perRow: 0, finalizing: 0 },
    });
    const own = v1Client(fast.sandbox.url);
    const { id } = await createBatch(own, await upload(own, lines(5)));
    expect((await pollUntil(own, id, (batch) => isOver(batch.status))).status).toBe("completed");
    await fast.sandbox.close();
  });

  it.each([
    [undefined, 200, null],
    [14 * DAY_SECONDS, 200, 14 * DAY_SECONDS],
    [30 * DAY_SECONDS, 200, 30 * DAY_SECONDS],
    [13 * DAY_SECONDS, 400, null],
    [31 * DAY_SECONDS, 400, null],
  ])("keeps a file for %s seconds: %i", async (seconds, status, life) => {
    const file = await toFile(Buffer.from(`${lines(1)[0]}\n`), "in.jsonl");
    const made = client.files.create({
      file,
      purpose: "batch",
      ...(seconds === undefined ? {} : { expires_after: { anchor: "created_at", seconds } }),
    });
    if (status === 400) {
      expect((await errorOf(made)).status).toBe(400);
      return;
    }
    const { created_at, expires_at } = await made;
    expect(expires_at ?? null).toBe(life === null ? null : created_at + life);
  });

  it.each<[string, string[], string, number | null]>([
    [
      "a model's name that is no deployment",
      chatLines(1, { model: "gpt-4o" }),
      "model_not_found",
      1,
    ],
    ["a deployment of another kind", lines(1, { model: "gpt-4o-standard" }), "model_not_found", 1],
    ["two deployments", [...lines(1), ...chatLines(1, { model: "luna" })], "model_mismatch", 2],
    ["another address", lines(1).map((line) => line.replace("/v1/", "/")), "url_mismatch", 1],
  ])("refuses %s in its own words", async (_, input, code, line) => {
    const failed = await runBatch(client, input);
    expect(failed.errors?.data).toMatchObject([{ code, line }]);
  });

  it("takes the short address of the endpoint", async () => {
    const input_file_id = await upload(
      client,
      lines(1).map((line) => line.replace("/v1/chat", "/chat")),
    );
    const { id } = await client.batches.create({
      input_file_id,
      endpoint: "/chat/completions" as "/v1/chat/completions",
      completion_window: "24h",
    });
    expect((await pollUntil(client, id, ({ status }) => isOver(status))).status).toBe("completed");
  });

  it("answers in real time by deployment", async () => {
    const ask = (model: string) =>
      client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello." }] });
    expect((await ask("gpt-4o-standard")).model).toBe("gpt-4o-2024-08-06");
    expect(await errorOf(ask("gpt-4o"))).toMatchObject({ status: 404, code: "DeploymentNotFound" });
  });
});
