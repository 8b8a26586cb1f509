import { Mistral } from "@mistralai/mistralai";
import type { BatchJob } from "@mistralai/mistralai/models/components/batchjob.js";
import { MistralError } from "@mistralai/mistralai/models/errors/mistralerror.js";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import { sleep } from "../testing";

const MODEL = "mistral-small-latest";
const ENDPOINT = "/v1/chat/completions";

let sandbox: Sandbox;
let client: Mistral;

beforeAll(async () => {
  sandbox = await startSandbox();
  client = clientOf(sandbox);
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

function clientOf({ url }: Sandbox, apiKey = "sk-sandbox-mistral"): Mistral {
  return new Mistral({ serverURL: `${url}/mistral`, apiKey });
}

const line = (id: string, body: object = {}) =>
  JSON.stringify({
    custom_id: id,
    body: { messages: [{ role: "user", content: `Tell me about ${id}.` }], ...body },
  });
const linesOf = (count: number) => Array.from({ length: count }, (_, i) => line(`row-${i + 1}`));

async function upload(lines: readonly string[], to = client): Promise<string> {
  const content = Buffer.from(lines.map((one) => `${one}\n`).join(""));
  const made = await to.files.upload({ file: { fileName: "in.jsonl", content }, purpose: "batch" });
  return made.id;
}

async function createJob(lines: readonly string[], more: object = {}, to = client) {
  const inputFiles = [await upload(lines, to)];
  return to.batch.jobs.create({ inputFiles, endpoint: ENDPOINT, model: MODEL, ...more });
}

async function ended({ id }: BatchJob, to = client): Promise<BatchJob> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(5)) {
    const job = await to.batch.jobs.get({ jobId: id });
    if (job.completedAt != null) return job;
  }
  throw new Error("the job does not end");
}

interface Line {
  id: string;
  custom_id: string;
  response: { status_code: number; body: Record<string, unknown> };
}

async function results(fileId: string | null | undefined, to = client): Promise<Line[]> {
  if (!fileId) return [];
  const stream = await to.files.download({ fileId });
  const text = await new Response(stream).text();
  return text
    .split("\n")
    .filter((one) => one !== "")
    .map((one) => JSON.parse(one));
}

async function refused(call: Promise<unknown>) {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof MistralError)) throw new Error("not refused", { cause: error });
  return { status: error.statusCode, body: JSON.parse(error.body) };
}

describe("Mistral's jobs", () => {
  it("run from a file, with the job's model, in another order", async () => {
    const job = await createJob(linesOf(30), { metadata: { run: "1" }, timeoutHours: 48 });
    expect(job).toMatchObject({
      ...{ object: "batch", status: "QUEUED", endpoint: ENDPOINT, model: MODEL },
      ...{ metadata: { run: "1" }, totalRequests: 0, errors: [], outputFile: null },
    });
    const done = await ended(job);
    expect(done).toMatchObject({
      ...{ status: "SUCCESS", totalRequests: 30, completedRequests: 30 },
      ...{ succeededRequests: 30, failedRequests: 0, errorFile: null },
    });
    expect(done.createdAt).toBeLessThanOrEqual(done.startedAt ?? 0);
    const lines = await results(done.outputFile);
    const ids = lines.map((one) => one.custom_id);
    expect(ids).not.toEqual(linesOf(30).map((_, i) => `row-${i + 1}`));
    expect(new Set(ids).size).toBe(30);
    expect(lines[0]?.response).toMatchObject({
      status_code: 200,
      body: { model: MODEL, object: "chat.completion", usage: { prompt_tokens: 12 } },
    });
    expect(sandbox.account(undefined, "mistral").marks.run?.["1"]?.executed).toBe(30);
  });

  it("run from requests in the create, and show their results in the job", async () => {
    const requests = linesOf(3).map((one) => {
      const { custom_id: customId, body } = JSON.parse(one);
      return { customId, body };
    });
    const job = await client.batch.jobs.create({ requests, endpoint: ENDPOINT, model: MODEL });
    const { id } = await ended(job);
    const { outputs, inputFiles } = await client.batch.jobs.get({ jobId: id, inline: true });
    expect(inputFiles).toEqual([]);
    expect(new Set(outputs?.map((one) => one.custom_id))).toEqual(
      new Set(["row-1", "row-2", "row-3"]),
    );
    expect((await client.batch.jobs.get({ jobId: id })).outputs).toBeNull();
  });

  it("put what fails into the error file, each in its own words", async () => {
    const job = await createJob([
      line("hot", { temperature: 1.6 }),
      line("store", { store: true }),
      line("other", { model: "mistral-large-latest" }),
      line("same", { model: MODEL }),
      line("limit", { max_completion_tokens: 5 }),
    ]);
    const done = await ended(job);
    expect([done.succeededRequests, done.failedRequests]).toEqual([1, 4]);
    expect((await results(done.outputFile)).map((one) => one.custom_id)).toEqual(["same"]);
    const told = Object.fromEntries(
      (await results(done.errorFile)).map(({ custom_id, response: { status_code, body } }) => [
        custom_id,
        [status_code, body.type ?? (body.detail as { loc: unknown }[])[0]?.loc],
      ]),
    );
    expect(told).toEqual({
      hot: [422, ["body", "temperature"]],
      store: [422, ["body", "store"]],
      limit: [422, ["body", "max_completion_tokens"]],
      other: [400, "invalid_model"],
    });
  });

  it("sum the errors of a file up, without its lines", async () => {
    const extra = JSON.stringify({ ...JSON.parse(line("c")), method: "POST" });
    const done = await ended(await createJob([line("a"), "{broken", "[]", "{broken", extra]));
    expect(done).toMatchObject({ status: "FAILED", outputFile: null, totalRequests: 0 });
    expect(done.errors).toEqual([
      { message: "Invalid JSON line.", count: 2 },
      { message: "Each request must be a JSON object.", count: 1 },
      { message: "Extra inputs are not permitted: method.", count: 1 },
    ]);
  });

  it("number what has no custom id", async () => {
    const bare = JSON.stringify({ body: { messages: [{ role: "user", content: "Hello" }] } });
    const done = await ended(await createJob([bare, bare]));
    const ids = (await results(done.outputFile)).map((one) => one.custom_id);
    expect(new Set(ids)).toEqual(new Set(["0", "1"]));
  });

  it("that are cancelled or too slow have lines for what was done only", async () => {
    const timings = { validating: 0, inProgress: 1800, perRow: 0, cancelling: 0 };
    const slow = await startSandbox({ speed: 600, timings });
    const own = clientOf(slow);
    const job = await createJob(linesOf(10), {}, own);
    await expect.poll(() => slow.account().rows.executed, { interval: 20 }).toBeGreaterThan(1);
    const asked = await own.batch.jobs.cancel({ jobId: job.id });
    expect(asked.status).toBe("CANCELLATION_REQUESTED");
    const cancelled = await ended(job, own);
    expect(cancelled.status).toBe("CANCELLED");
    const lines = await results(cancelled.outputFile, own);
    expect(lines).toHaveLength(cancelled.succeededRequests);
    expect(lines.length).toBeLessThan(10);
    expect(cancelled.errorFile).toBeNull();
    expect((await refused(own.batch.jobs.cancel({ jobId: job.id }))).status).toBe(400);

    slow.faults.replace({ batches: [{ expireAfterShare: 0.5 }] });
    const late = await ended(await createJob(linesOf(4), {}, own), own);
    expect(late.status).toBe("TIMEOUT_EXCEEDED");
    expect(await results(late.outputFile, own)).toHaveLength(2);
    await slow.close();
  });

  it("are listed by page, time, order, model and status", async () => {
    const own = clientOf(sandbox, "sk-sandbox-list");
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await createJob(linesOf(1), {}, own)).id);
    const list = async (query: object) => {
      const { data, total } = await own.batch.jobs.list(query);
      return { ids: data?.map((job) => job.id), total };
    };
    expect(await list({ pageSize: 2, page: 1 })).toEqual({ ids: ids.slice(2, 4), total: 5 });
    expect(await list({ pageSize: 2, page: 3 })).toEqual({ ids: [], total: 5 });
    expect((await list({ orderBy: "created" })).ids).toEqual([...ids].reverse());
    expect(await list({ createdAfter: new Date(Date.now() + 1000) })).toEqual({
      ids: [],
      total: 0,
    });
    expect((await list({ createdAfter: new Date(Date.now() - 60_000) })).total).toBe(5);
    expect((await list({ model: "mistral-large-latest" })).total).toBe(0);
    await expect.poll(() => list({ status: ["SUCCESS"] })).toMatchObject({ total: 5 });
    expect((await list({ status: ["FAILED"] })).total).toBe(0);
    expect((await client.batch.jobs.list()).data?.map((job) => job.id)).not.toContain(ids[0]);
  });

  it("can be deleted when they have ended", async () => {
    const { id } = await ended(await createJob(linesOf(1)));
    const deleted = await client.batch.jobs.delete({ jobId: id });
    expect(deleted).toEqual({ id, object: "batch", deleted: true });
    expect((await refused(client.batch.jobs.get({ jobId: id }))).status).toBe(404);
  });

  it.each([
    ["an unknown field", { priority: 1 }, 422, "extra_forbidden"],
    ["no endpoint", { endpoint: undefined }, 422, "missing"],
    ["an unknown endpoint", { endpoint: "/v1/responses" }, 422, "enum"],
    ["no model", { model: undefined }, 422, "missing"],
    ["a model of somebody else's", { model: "gpt-4o" }, 400, "invalid_model"],
    ["no input", { input_files: [] }, 422, "value_error"],
    ["files and requests", { requests: [{ body: {} }] }, 422, "value_error"],
    ["a file that is not there", { input_files: ["none"] }, 404, "not_found"],
    ["a long timeout", { timeout_hours: 168 }, 422, "less_than"],
    ["half an hour", { timeout_hours: 0.5 }, 422, "int_type"],
    ["a long key", { metadata: { ["k".repeat(33)]: "v" } }, 422, "string_too_long"],
    ["an empty value", { metadata: { k: "" } }, 422, "string_too_long"],
    ["a value that is no text", { metadata: { k: 1 } }, 422, "string_type"],
    ["no JSON", "{", 422, "json_invalid"],
  ])("with %s are refused", async (_, wrong, status, type) => {
    const input_files = [await upload(linesOf(1))];
    const body =
      typeof wrong === "string"
        ? wrong
        : JSON.stringify({ input_files, endpoint: ENDPOINT, model: MODEL, ...wrong });
    const headers = { authorization: "Bearer sk-sandbox-mistral" };
    const jobs = `${sandbox.url}/mistral/v1/batch/jobs`;
    const response = await fetch(jobs, { method: "POST", headers, body });
    const told = await response.json();
    expect([response.status, told.type ?? told.detail[0].type]).toEqual([status, type]);
  });
});

describe("Mistral's files", () => {
  it("tell their lines and are gone after their life", async () => {
    const fast = await startSandbox({ retentionSpeed: 24 * 3600 * 4 });
    const own = clientOf(fast);
    const file = await own.files.retrieve({ fileId: await upload(linesOf(3), own) });
    expect(file).toMatchObject({ purpose: "batch", sampleType: "batch_request", numLines: 3 });
    expect((file.expiresAt ?? 0) - file.createdAt).toBe(30 * 24 * 3600);
    const { outputFile } = await ended(await createJob(linesOf(1), {}, own), own);
    const fileId = outputFile ?? "";
    expect(await own.files.retrieve({ fileId })).toMatchObject({ sampleType: "batch_result" });
    await sleep(260);
    expect((await refused(own.files.retrieve({ fileId }))).status).toBe(404);
    await fast.close();
  });

  it("are listed and deleted", async () => {
    const own = clientOf(sandbox, "sk-sandbox-files");
    const fileId = await upload(linesOf(1), own);
    expect((await own.files.list({ purpose: "batch" })).total).toBe(1);
    expect((await own.files.delete({ fileId })).deleted).toBe(true);
    expect((await own.files.list()).data).toEqual([]);
    expect((await refused(own.files.delete({ fileId }))).body).toMatchObject({ object: "error" });
  });
});

describe("Mistral's chat", () => {
  const ask = (request: object) =>
    client.chat.complete({
      ...{ model: MODEL, messages: [{ role: "user", content: "Name a colour." }] },
      ...request,
    });

  it("follows a schema", async () => {
    const schemaDefinition = {
      type: "object",
      properties: { colour: { enum: ["red", "blue"] } },
      required: ["colour"],
      additionalProperties: false,
    };
    const answer = await ask({
      responseFormat: { type: "json_schema", jsonSchema: { name: "c", schemaDefinition } },
    });
    expect(String(answer.choices[0]?.message?.content)).toMatch(/^\{"colour":"(red|blue)"\}$/);
  });

  it("of a model that reasons comes in chunks, and is billed with its thoughts", async () => {
    const answer = await ask({ model: "magistral-small-latest" });
    expect(answer.choices[0]?.message?.content).toMatchObject([
      { type: "thinking" },
      { type: "text", text: expect.any(String) },
    ]);
    const { completionTokens = 0 } = answer.usage;
    expect(completionTokens).toBeGreaterThan(63);
  });

  it("tells cached tokens twice", async () => {
    const messages = [{ role: "user", content: `${"All about blue. ".repeat(500)}` }];
    await ask({ messages });
    const { usage } = await ask({ messages });
    expect(usage.num_cached_tokens).toBeGreaterThan(1000);
    expect(usage.prompt_tokens_details).toEqual({ cached_tokens: usage.num_cached_tokens });
  });

  it.each([
    ["an image where the model sees none", { model: "codestral-2508", messages: [seen()] }, 400],
    [
      "effort of a model that has no choice",
      { model: "mistral-large-2512", reasoningEffort: "high" },
      400,
    ],
    ["a schema where the model takes none", { model: "open-codestral-mamba", ...named() }, 422],
    ["too much heat", { temperature: 1.51 }, 422],
  ])("refuses %s", async (_, request, status) => {
    expect((await refused(ask(request))).status).toBe(status);
  });

  it("and all else refuses a strange key", async () => {
    const stranger = clientOf(sandbox, "sk-of-somebody");
    expect((await refused(stranger.models.list())).status).toBe(401);
    expect((await client.models.list()).data?.length).toBeGreaterThan(5);
  });
});

function seen() {
  const content = [{ type: "image_url", imageUrl: { url: "https://example.com/a.png" } }];
  return { role: "user", content };
}

function named() {
  const jsonSchema = { name: "c", schemaDefinition: {} };
  return { responseFormat: { type: "json_schema", jsonSchema } };
}
