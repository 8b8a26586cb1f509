import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiError, type BatchJob, type File as GeminiFile, GoogleGenAI } from "@google/genai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../server";

const KEY = "sk-sandbox-gemini";
const MODEL = "gemini-2.5-flash";

let sandbox: Sandbox;
let folder: string;
let ai: GoogleGenAI;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gemini-sandbox-"));
  sandbox = await startSandbox();
  ai = clientOf(KEY);
});
afterEach(() => sandbox.faults.replace({}));
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function clientOf(apiKey: string): GoogleGenAI {
  return new GoogleGenAI({
    apiKey,
    vertexai: false,
    httpOptions: { baseUrl: `${sandbox.url}/gemini` },
  });
}

const line = (key: string, request: object = {}) =>
  JSON.stringify({
    key,
    request: { contents: [{ parts: [{ text: `Tell me about ${key}.` }] }], ...request },
  });
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(`row-${i + 1}`));

async function upload(content: readonly string[]): Promise<GeminiFile> {
  const file = join(folder, "in.jsonl");
  await writeFile(file, content.map((one) => `${one}\n`).join(""));
  return ai.files.upload({ file, config: { mimeType: "application/jsonl", displayName: "in" } });
}

async function create(content: readonly string[], displayName = "a-batch"): Promise<BatchJob> {
  const { name: src = "" } = await upload(content);
  return ai.batches.create({ model: MODEL, src, config: { displayName } });
}

async function ended(job: BatchJob): Promise<BatchJob> {
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; ) {
    const now = await ai.batches.get({ name: job.name ?? "" });
    if (!/PENDING|RUNNING/.test(now.state ?? "")) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("not ended after 10 s");
}

interface ResultLine {
  key: string;
  response?: Record<string, unknown>;
  error?: { code: number; message: string };
  status?: { code: number };
}

async function results(job: BatchJob): Promise<ResultLine[]> {
  const downloadPath = join(folder, "out.jsonl");
  await ai.files.download({ file: job.dest?.fileName ?? "", downloadPath });
  const text = await readFile(downloadPath, "utf8");
  return text
    .trim()
    .split("\n")
    .map((one) => JSON.parse(one));
}

async function ask(path: string, init: RequestInit = {}) {
  const headers = { "x-goog-api-key": KEY };
  const response = await fetch(`${sandbox.url}/gemini${path}`, { headers, ...init });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function errorOf(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiError)) throw new Error("expected an ApiError", { cause: error });
  return error;
}

describe("a batch", () => {
  it("goes from an upload to its responses with the SDK", async () => {
    const job = await create(lines(20));
    expect(job).toMatchObject({ displayName: "a-batch", state: "JOB_STATE_PENDING" });
    const done = await ended(job);
    expect(done.state).toBe("JOB_STATE_SUCCEEDED");
    const told = await results(done);
    expect(new Set(told.map(({ key }) => key)).size).toBe(20);
    const [first] = told;
    expect(first?.response).toMatchObject({
      candidates: [{ content: { role: "model" }, finishReason: "STOP" }],
      modelVersion: MODEL,
    });
    expect(first?.response?.responseId).toMatch(/^[0-9a-f]{24}$/);
    const listed: (string | undefined)[] = [];
    for await (const one of await ai.batches.list({ config: { pageSize: 1 } })) {
      listed.push(one.name);
    }
    expect(listed).toContain(job.name);
    await ai.batches.delete({ name: job.name ?? "" });
    expect((await errorOf(ai.batches.get({ name: job.name ?? "" }))).status).toBe(404);
  });

  it("is an operation whose counts are strings, and missing at first", async () => {
    const job = await create(lines(3));
    const path = `/v1beta/${job.name}`;
    expect((await ask(path)).body.metadata.state).toMatch(/^BATCH_STATE_/);
    await ended(job);
    const { body } = await ask(path);
    expect(body).toMatchObject({
      done: true,
      metadata: {
        state: "BATCH_STATE_SUCCEEDED",
        batchStats: { requestCount: "3", successfulRequestCount: "3" },
        output: { responsesFile: body.response.responsesFile },
      },
    });
    expect(body.metadata.batchStats).not.toHaveProperty("failedRequestCount");
    expect((await ask("/v1beta/batches?pageSize=1")).body.operations).toHaveLength(1);
  });

  it("shows its oddities when told to", async () => {
    const quirks = ["job_states", "no_stats", "status_lines"];
    sandbox.faults.replace({ batches: [{ quirks, rows: [{ outcome: "http_429", lines: [1] }] }] });
    const done = await ended(await create(lines(2)));
    const { metadata } = (await ask(`/v1beta/${done.name}`)).body;
    expect(metadata.state).toBe("JOB_STATE_SUCCEEDED");
    expect(metadata).not.toHaveProperty("batchStats");
    expect((await results(done)).find(({ key }) => key === "row-1")).toMatchObject({
      status: { code: 8 },
    });
  });

  it("fails rows one by one, with canonical codes", async () => {
    const rows = (["http_400", "http_500", "refusal", "content_filter", "length"] as const).map(
      (outcome, i) => ({ outcome, lines: [i + 1] }),
    );
    sandbox.faults.replace({ batches: [{ rows }] });
    const wrong = line("wrong", { generationConfig: { temperature: 3 } });
    const gif = { inlineData: { mimeType: "image/gif", data: "R0lGOD==" } };
    const media = line("media", { contents: [{ parts: [{ text: "What?" }, gif] }] });
    const done = await ended(await create([...lines(5), wrong, media]));
    const told = new Map((await results(done)).map((one) => [one.key, one]));
    expect(told.get("row-1")?.error?.code).toBe(3);
    expect(told.get("row-2")?.error?.code).toBe(13);
    expect(told.get("row-3")?.response).toMatchObject({
      promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
    });
    expect(told.get("row-3")?.response?.usageMetadata).not.toHaveProperty("candidatesTokenCount");
    expect(told.get("row-4")?.response).toMatchObject({ candidates: [{ finishReason: "SAFETY" }] });
    expect(told.get("row-5")?.response).toMatchObject({
      candidates: [{ finishReason: "MAX_TOKENS" }],
    });
    expect(told.get("wrong")?.error).toMatchObject({ code: 3 });
    expect(told.get("media")?.error?.message).toContain("image/gif");
  });

  it("gives nothing back when it expires", async () => {
    sandbox.faults.replace({ batches: [{ expireAfterShare: 0.5 }] });
    const done = await ended(await create(lines(4)));
    expect(done.state).toBe("JOB_STATE_EXPIRED");
    expect(done.dest?.fileName).toBeUndefined();
    expect((await ask("/v1beta/files?pageSize=100")).body.files).not.toContainEqual(
      expect.objectContaining({ source: "GENERATED", displayName: `${done.name}_responses.jsonl` }),
    );
  });

  it.each([
    ["no JSON", "{broken"],
    ["no key", '{"request":{}}'],
    ["no request", '{"key":"a"}'],
    ["another field", '{"key":"a","request":{},"method":"POST"}'],
  ])("fails as a whole on a line with %s", async (_, broken) => {
    const done = await ended(await create([...lines(2), broken]));
    expect(done.state).toBe("JOB_STATE_FAILED");
    const { body } = await ask(`/v1beta/${done.name}`);
    expect(body.error).toMatchObject({ code: 3, message: expect.stringContaining("Line 3") });
  });
});

describe("a create", () => {
  it.each<[string, number, object]>([
    ["an unknown field", 400, { batch: { displayName: "a", inputConfig: {}, metadata: {} } }],
    ["no display name", 400, { batch: { inputConfig: { fileName: "files/x" } } }],
    ["no file", 404, { batch: { displayName: "a", inputConfig: { fileName: "files/none" } } }],
  ])("with %s is refused", async (_, status, body) => {
    const path = `/v1beta/models/${MODEL}:batchGenerateContent`;
    const answer = await ask(path, {
      method: "POST",
      headers: { "x-goog-api-key": KEY },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(status);
    expect(answer.body.error.code).toBe(status);
  });

  it("takes either way of writing a field", async () => {
    const { name } = await upload(lines(1));
    const batch = { display_name: "snake", input_config: { file_name: name } };
    const answer = await ask(`/v1beta/models/${MODEL}:batchGenerateContent`, {
      method: "POST",
      headers: { "x-goog-api-key": KEY },
      body: JSON.stringify({ batch }),
    });
    expect(answer.body.metadata).toMatchObject({
      displayName: "snake",
      inputConfig: { fileName: name },
    });
  });

  it("of an unknown model is a 404, and one too many tokens a 429 with its quota", async () => {
    const { name: src = "" } = await upload(lines(10));
    const strange = ai.batches.create({ model: "gemini-none", src });
    expect((await errorOf(strange)).status).toBe(404);
    sandbox.faults.replace({ enqueuedTokenLimits: { [MODEL]: 50 } });
    const full = await errorOf(
      ai.batches.create({ model: MODEL, src, config: { displayName: "full" } }),
    );
    expect(full.status).toBe(429);
    expect(full.message).toMatch(/RESOURCE_EXHAUSTED.*QuotaFailure/);
  });
});

describe("keys and files", () => {
  it("refuses a wrong key with 400 and none with 403", async () => {
    const wrong = await errorOf(clientOf("AIza-none").batches.list());
    expect(wrong.status).toBe(400);
    expect(wrong.message).toContain("API_KEY_INVALID");
    const none = await fetch(`${sandbox.url}/gemini/v1beta/batches`);
    expect(none.status).toBe(403);
    expect((await fetch(`${sandbox.url}/gemini/v1beta/batches?key=${KEY}`)).status).toBe(200);
  });

  it("keeps an upload of many pieces byte for byte, for its account alone", async () => {
    const big = lines(1).concat(line("big", { cachedContent: "x".repeat(9 * 1024 * 1024) }));
    const file = await upload(big);
    expect(file).toMatchObject({ state: "ACTIVE", source: "UPLOADED", displayName: "in" });
    expect(file.sizeBytes).toBe(String(big.join("\n").length + 1));
    const name = file.name ?? "";
    expect((await errorOf(clientOf(`${KEY}-2`).files.get({ name }))).status).toBe(403);
    await ai.files.delete({ name });
    expect((await errorOf(ai.files.get({ name }))).status).toBe(403);
  });

  it("refuses pieces out of place", async () => {
    const start = await fetch(`${sandbox.url}/gemini/upload/v1beta/files`, {
      method: "POST",
      headers: {
        "x-goog-api-key": KEY,
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-length": "10",
        "x-goog-upload-header-content-type": "application/jsonl",
      },
      body: "{}",
    });
    const url = start.headers.get("x-goog-upload-url") ?? "";
    const piece = async (command: string, offset: number, body: string) => {
      const headers = {
        "x-goog-api-key": KEY,
        "x-goog-upload-command": command,
        "x-goog-upload-offset": String(offset),
      };
      return (await fetch(url, { method: "POST", headers, body })).status;
    };
    expect(await piece("upload, finalize", 5, "12345")).toBe(400);
    expect(await piece("upload", 0, "12345")).toBe(400);
    expect(await piece("upload, finalize", 5, "12345")).toBe(200);
    expect(await piece("upload, finalize", 10, "")).toBe(404);
  });
});

describe("real time", () => {
  it("answers, thinks and follows a schema", async () => {
    const answer = await ai.models.generateContent({
      model: "gemini-2.5-pro",
      contents: "Name a colour",
      config: {
        systemInstruction: "Be brief",
        responseMimeType: "application/json",
        responseJsonSchema: {
          type: "object",
          properties: { colour: { enum: ["red", "blue"] } },
          required: ["colour"],
        },
        thinkingConfig: { thinkingLevel: "HIGH" as never },
      },
    });
    expect(JSON.parse(answer.text ?? "").colour).toMatch(/red|blue/);
    const { promptTokenCount = 0, candidatesTokenCount = 0 } = answer.usageMetadata ?? {};
    const { thoughtsTokenCount = 0, totalTokenCount } = answer.usageMetadata ?? {};
    expect(thoughtsTokenCount).toBeGreaterThan(0);
    expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
  });

  it.each<[string, string, object]>([
    ["a temperature above 2", MODEL, { temperature: 2.1 }],
    ["more output than there can be", MODEL, { maxOutputTokens: 70_000 }],
    ["a schema without its type", MODEL, { responseJsonSchema: {} }],
    ["thinking where there is none", "gemini-2.0-flash", { thinkingConfig: { thinkingBudget: 9 } }],
  ])("refuses %s", async (_, model, config) => {
    const call = ai.models.generateContent({ model, contents: "x", config });
    expect((await errorOf(call)).status).toBe(400);
  });

  it("counts tokens and names its models", async () => {
    const counted = await ai.models.countTokens({ model: MODEL, contents: "Name a colour" });
    expect(counted.totalTokens).toBeGreaterThan(3);
    expect((await ai.models.get({ model: MODEL })).outputTokenLimit).toBe(65_535);
    const names: (string | undefined)[] = [];
    const pages = await ai.models.list({ config: { pageSize: 2, queryBase: true } });
    for await (const { name } of pages) names.push(name);
    expect(names).toContain(`models/${MODEL}`);
    expect(new Set(names).size).toBe(11);
  });
});
