import Groq, { toFile } from "groq-sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  chatLines,
  clientOf,
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
let openAi: OpenAI;

const MODEL = "llama-3.3-70b-versatile";

beforeAll(async () => {
  ({ sandbox, client: openAi } = await openSandbox());
  client = groqClient(sandbox.url);
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

function groqClient(url: string): OpenAI {
  return new OpenAI({
    baseURL: `${url}/groq/openai/v1`,
    apiKey: "sk-sandbox-groq",
    maxRetries: 0,
  });
}

const ask = (body: Record<string, unknown>) =>
  client.chat.completions.create({
    model: MODEL,
    messages: [{ role: "user", content: "Hello." }],
    ...body,
  } as never);

describe("Groq", () => {
  it("runs a batch with its own models, apart from OpenAI's account", async () => {
    const own = (await openAi.files.list()).data.length;
    const done = await runBatch(client, chatLines(30, { model: MODEL }), { run: "1" });
    expect(done).toMatchObject({
      status: "completed",
      endpoint: "/v1/chat/completions",
      metadata: { run: "1" },
      request_counts: { total: 30, completed: 30, failed: 0 },
    });
    const lines = await resultLines(client, done.output_file_id);
    expect(new Set(lines.map((line) => line.custom_id)).size).toBe(30);
    expect(lines[0]?.response?.body).toMatchObject({
      model: MODEL,
      usage: { total_time: expect.any(Number), total_tokens: expect.any(Number) },
    });
    expect(lines[0]?.response?.body.choices[0]?.message).not.toHaveProperty("refusal");
    expect((await openAi.files.list()).data).toHaveLength(own);
    expect(sandbox.account(undefined, "groq").marks.run?.["1"]?.executed).toBe(30);
    expect(sandbox.account(undefined, "openai").batches.total).toBe(0);
    expect(sandbox.account().batches.total).toBe(1);
    expect((await errorOf(openAi.batches.retrieve(done.id))).status).toBe(404);
  });

  it("serves Groq's own SDK from upload to results", async () => {
    const groq = new Groq({
      baseURL: `${sandbox.url}/groq`,
      apiKey: "sk-sandbox-sdk",
      maxRetries: 0,
    });
    const text = chatLines(3, { model: MODEL }).map((line) => `${line}\n`);
    const file = await toFile(Buffer.from(text.join("")), "in.jsonl");
    const { id: input_file_id = "" } = await groq.files.create({ file, purpose: "batch" });
    expect(await groq.files.info(input_file_id)).toMatchObject({ purpose: "batch" });
    const { id } = await groq.batches.create({
      input_file_id,
      endpoint: "/v1/chat/completions",
      completion_window: "7d",
      metadata: { run: "2" },
    });
    await expect.poll(async () => (await groq.batches.retrieve(id)).status).toBe("completed");
    const [listed] = (await groq.batches.list()).data;
    expect(listed).toMatchObject({ id, metadata: { run: "2" }, request_counts: { completed: 3 } });
    expect(listed).not.toHaveProperty("usage");
    const results = await groq.files.content(listed?.output_file_id ?? "");
    expect((await results.text()).trim().split("\n")).toHaveLength(3);
    expect(await groq.files.delete(input_file_id)).toMatchObject({ deleted: true });
    const gone = groq.files.info(input_file_id);
    await expect(gone).rejects.toMatchObject({ status: 404 });
  });

  it.each([
    ["24h", 86_400],
    ["36h", 129_600],
    ["7d", 604_800],
  ])("takes a window of %s", async (completion_window, seconds) => {
    const input_file_id = await upload(client, chatLines(1, { model: MODEL }));
    const batch = await client.batches.create({
      input_file_id,
      endpoint: "/v1/chat/completions",
      completion_window: completion_window as "24h",
    });
    expect(batch.completion_window).toBe(completion_window);
    expect(batch.expires_at).toBe(batch.created_at + seconds);
  });

  it.each(["23h", "8d", "169h", "1w"])("refuses a window of %s", async (completion_window) => {
    const input_file_id = await upload(client, chatLines(1, { model: MODEL }));
    const endpoint = "/v1/chat/completions";
    const body = { input_file_id, endpoint, completion_window };
    const error = await errorOf(client.batches.create(body as never));
    expect([error.status, error.param]).toEqual([400, "completion_window"]);
  });

  it("runs to the end of a long window, where 24 h would have cut it off", async () => {
    // At this speed 24 h are 0.5 s, the rows take 1 s, 7 days are 3.5 s.
    const fast = await openSandbox({
      speed: 172_800,
      timings: { validating: 0, inProgress: 172_800, perRow: 0, finalizing: 0 },
    });
    const own = groqClient(fast.sandbox.url);
    const input_file_id = await upload(own, chatLines(10, { model: MODEL }));
    const endings: Record<string, string> = {};
    for (const window of ["24h", "7d"]) {
      const { id } = await own.batches.create({
        input_file_id,
        endpoint: "/v1/chat/completions",
        completion_window: window as "24h",
      });
      endings[window] = (await pollUntil(own, id, (batch) => isOver(batch.status))).status;
    }
    expect(endings).toEqual({ "24h": "expired", "7d": "completed" });
    await fast.sandbox.close();
  });

  it("lists without pages", async () => {
    const mine = new OpenAI({
      baseURL: `${sandbox.url}/groq/openai/v1`,
      apiKey: "sk-sandbox-list",
      maxRetries: 0,
    });
    const fileId = await upload(mine, chatLines(1, { model: MODEL }));
    const ids: string[] = [];
    for (let i = 0; i < 25; i++) ids.unshift((await createBatch(mine, fileId)).id);
    const listed = await (await mine.batches.list({ limit: 2 }).asResponse()).json();
    expect(Object.keys(listed)).toEqual(["object", "data"]);
    expect(listed.data.map((batch: { id: string }) => batch.id)).toEqual(ids);
    const files = await (await mine.files.list().asResponse()).json();
    expect(Object.keys(files)).toEqual(["object", "data"]);
    expect(files.data.at(-1)).not.toHaveProperty("expires_at");
  });

  it("knows its own models only", async () => {
    const names = (await client.models.list()).data.map((model) => model.id);
    expect(names).toContain("openai/gpt-oss-120b");
    expect((await client.models.retrieve("openai/gpt-oss-120b")).owned_by).toBeDefined();
    expect(names).not.toContain("gpt-4o-mini");
    const failed = await runBatch(client, chatLines(1));
    expect(failed.errors?.data).toMatchObject([{ code: "model_not_found", line: 1 }]);
    expect((await errorOf(ask({ model: "gpt-4o" }))).status).toBe(404);
  });

  it.each([
    ["n", { n: 2 }],
    ["logprobs", { logprobs: true }],
    ["an unknown field", { modalities: ["text"] }],
    ["effort where the model does not reason", { reasoning_effort: "low" }],
    ["a schema where the model takes none", { response_format: { type: "json_schema" } }],
  ])("refuses %s", async (_name, body) => {
    expect((await errorOf(ask(body))).status).toBe(400);
  });

  it("bills reasoning and follows a schema where the model does", async () => {
    const schema = {
      type: "object",
      properties: { colour: { enum: ["red", "blue"] } },
      required: ["colour"],
      additionalProperties: false,
    };
    const answer = await ask({
      model: "openai/gpt-oss-120b",
      reasoning_effort: "high",
      response_format: { type: "json_schema", json_schema: { name: "c", strict: true, schema } },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? "").colour).toMatch(/red|blue/);
    expect(answer.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
  });

  it("refuses a strange key as Groq does", async () => {
    const error = await errorOf(clientOf(`${sandbox.url}/groq/openai`, "gsk-none").models.list());
    expect([error.status, error.code]).toEqual([401, "invalid_api_key"]);
  });

  it("suffers the faults that name it, and not those of another", async () => {
    const status = { on: "models", effect: "status", status: 503 } as const;
    sandbox.faults.replace({ requests: [{ ...status, provider: "groq" }] });
    expect((await errorOf(client.models.list())).status).toBe(503);
    expect((await openAi.models.list()).data.length).toBeGreaterThan(0);
    const failWith = { code: "own", message: "As told." };
    sandbox.faults.replace({ batches: [{ failWith, provider: "openai" }] });
    const lines = chatLines(1, { model: MODEL });
    expect((await runBatch(client, lines)).status).toBe("completed");
    expect((await runBatch(openAi, chatLines(1))).errors?.data?.[0]?.code).toBe("own");
  });
});
