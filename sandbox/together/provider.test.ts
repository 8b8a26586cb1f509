import Together from "together-ai";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import { sleep } from "../testing";

const MODEL = "openai/gpt-oss-120b";
const ENDPOINT = "/v1/chat/completions";
const KEY = "sk-sandbox-together";

type Job = Together.Batches.BatchJob;

let sandbox: Sandbox;
let client: Together;

beforeAll(async () => {
  sandbox = await startSandbox();
  client = clientOf(sandbox);
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

function clientOf({ url }: Sandbox, apiKey = KEY): Together {
  return new Together({ baseURL: `${url}/together/v1`, apiKey, maxRetries: 0 });
}

const line = (id: string, body: object = {}) =>
  JSON.stringify({
    custom_id: id,
    body: { model: MODEL, messages: [{ role: "user", content: `Tell me of ${id}.` }], ...body },
  });
const linesOf = (count: number) => Array.from({ length: count }, (_, i) => line(`row-${i + 1}`));

/** By a form: the SDK's own upload goes to an address of the environment. */
async function upload(lines: readonly string[], to = client, purpose = "batch-api") {
  const body = new FormData();
  body.set("purpose", purpose);
  body.set("file", new Blob([lines.map((one) => `${one}\n`).join("")]), "in.jsonl");
  const headers = { authorization: `Bearer ${to.apiKey}` };
  const response = await fetch(`${to.baseURL}/files`, { method: "POST", headers, body });
  return (await response.json()).id as string;
}

async function createJob(lines: readonly string[], to = client): Promise<Job> {
  const { job } = await to.batches.create({
    input_file_id: await upload(lines, to),
    endpoint: ENDPOINT,
  });
  if (job === undefined) throw new Error("no job");
  return job;
}

async function ended({ id = "" }: Job, to = client): Promise<Job> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(5)) {
    const job = await to.batches.retrieve(id);
    if (job.completed_at !== undefined) return job;
  }
  throw new Error("the job does not end");
}

interface Line {
  custom_id: string;
  response?: { status_code: number; body: Together.Chat.ChatCompletion };
  error?: { message: string; code: string };
}

async function results(fileId: string | undefined, to = client): Promise<Line[]> {
  if (!fileId) return [];
  const text = await (await to.files.content(fileId)).text();
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
  if (!(error instanceof Together.APIError)) throw new Error("not refused", { cause: error });
  return error;
}

describe("Together's batches", () => {
  it("run from a file, unlabelled and uncounted, in another order", async () => {
    const job = await createJob(linesOf(30));
    expect(job).toMatchObject({ status: "VALIDATING", endpoint: ENDPOINT, progress: 0 });
    for (const name of ["metadata", "request_counts", "usage", "errors"]) {
      expect(job).not.toHaveProperty(name);
    }
    const done = await ended(job);
    expect(done).toMatchObject({ status: "COMPLETED", progress: 100, model_id: MODEL });
    expect(Date.parse(done.completed_at ?? "")).toBeGreaterThanOrEqual(
      Date.parse(done.created_at ?? ""),
    );
    const lines = await results(done.output_file_id);
    expect(lines.map((one) => one.custom_id)).not.toEqual(
      linesOf(30).map((_, i) => `row-${i + 1}`),
    );
    expect(new Set(lines.map((one) => one.custom_id)).size).toBe(30);
    expect(Object.keys(lines[0] ?? {})).toEqual(["custom_id", "response"]);
    expect(lines[0]?.response?.body).toMatchObject({
      model: MODEL,
      choices: [{ message: { role: "assistant", content: expect.any(String) } }],
      usage: { prompt_tokens: expect.any(Number), completion_tokens: expect.any(Number) },
    });
  });

  it("are wrapped by the create alone; the list is an array", async () => {
    const own = clientOf(sandbox, "sk-sandbox-list");
    sandbox.faults.replace({ batches: [{ provider: "together", quirks: ["warning"], times: 1 }] });
    const input_file_id = await upload(linesOf(1), own);
    const first = await own.batches.create({ input_file_id, endpoint: ENDPOINT });
    expect(Object.keys(first)).toEqual(["job", "warning"]);
    const second = await own.batches.create({ input_file_id, endpoint: ENDPOINT });
    expect(Object.keys(second)).toEqual(["job"]);
    const listed = await own.batches.list();
    expect(listed.map((job) => job.id)).toEqual([first.job?.id, second.job?.id]);
    expect((await client.batches.list()).map((job) => job.id)).not.toContain(first.job?.id);
  });

  it("put what fails into the error file, with a code and no status", async () => {
    const done = await ended(
      await createJob([
        line("hot", { temperature: 2.1 }),
        line("store", { store: true }),
        line("limit", { max_completion_tokens: 5 }),
        line("good", { max_tokens: 5000 }),
      ]),
    );
    expect((await results(done.output_file_id)).map((one) => one.custom_id)).toEqual(["good"]);
    const failed = await results(done.error_file_id);
    expect(Object.fromEntries(failed.map((one) => [one.custom_id, one.error?.code]))).toEqual({
      hot: "decimal_above_max_value",
      store: "unknown_parameter",
      limit: "unknown_parameter",
    });
    expect(failed[0]).not.toHaveProperty("response");
  });

  it.each([
    ["a broken line", ["{broken"], /^line 3: .*JSON/],
    ["a custom id twice", [line("row-1")], /^line 3: custom_id is used twice/],
    ["a custom id of 65 characters", [line("x".repeat(65))], /^line 3: custom_id is longer/],
    ["another model", [line("x", { model: "openai/gpt-oss-20b" })], /same model/],
    ["an unknown model", [line("x", { model: "gpt-4o" })], /not supported/],
    ["10 MB in a line", [line("x", { text: "a".repeat(10_000_000) })], /larger than 10MB/],
  ])("with %s fail, told in one text", async (_, more, error) => {
    const done = await ended(await createJob([...linesOf(2), ...more]));
    expect(done.status).toBe("FAILED");
    expect(done.error).toMatch(error);
    expect(done.output_file_id).toBeUndefined();
  });

  it("do not run with a model that is for real time only", async () => {
    const model = "meta-llama/Llama-3.3-70B-Instruct-Turbo-Free";
    expect((await ended(await createJob([line("x", { model })]))).status).toBe("FAILED");
    const messages = [{ role: "user" as const, content: "Hello" }];
    expect((await client.chat.completions.create({ model, messages })).choices).toHaveLength(1);
  });

  it("that are cancelled or too slow have lines for what was done only", async () => {
    const timings = { validating: 0, inProgress: 1800, perRow: 0, cancelling: 0 };
    const slow = await startSandbox({ speed: 600, timings });
    const own = clientOf(slow);
    const job = await createJob(linesOf(10), own);
    await expect.poll(() => slow.account().rows.executed, { interval: 20 }).toBeGreaterThan(1);
    expect((await own.batches.cancel(job.id ?? "")).status).toBe("IN_PROGRESS");
    const cancelled = await ended(job, own);
    expect(cancelled.status).toBe("CANCELLED");
    const lines = await results(cancelled.output_file_id, own);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.length).toBeLessThan(10);
    expect(cancelled).not.toHaveProperty("error_file_id");
    expect((await refused(own.batches.cancel(job.id ?? ""))).status).toBe(400);

    slow.faults.replace({ batches: [{ expireAfterShare: 0.5 }] });
    const late = await ended(await createJob(linesOf(4), own), own);
    expect(late.status).toBe("EXPIRED");
    expect(await results(late.output_file_id, own)).toHaveLength(2);
    await slow.close();
  });

  it.each([
    ["metadata", { metadata: { a: "b" } }, 400],
    ["no file", { input_file_id: undefined }, 400],
    ["a file that is not there", { input_file_id: "file-none" }, 404],
    ["an unknown endpoint", { endpoint: "/v1/embeddings" }, 400],
    ["an unknown window", { completion_window: "7d" }, 400],
    ["a model that is no text", { model_id: 5 }, 400],
    ["half a priority", { priority: 0.5 }, 400],
  ])("with %s are refused", async (_, wrong, status) => {
    const input_file_id = await upload(linesOf(1));
    const body = { input_file_id, endpoint: ENDPOINT, completion_window: "24h", ...wrong };
    expect((await refused(client.batches.create(body as never))).status).toBe(status);
  });

  it("take no file that was uploaded for another purpose", async () => {
    const input_file_id = await upload(linesOf(1), client, "fine-tune");
    const error = await refused(client.batches.create({ input_file_id, endpoint: ENDPOINT }));
    expect(error.status).toBe(400);
    expect(error.message).toContain("purpose");
  });
});

describe("Together's files", () => {
  it("are shown, listed and deleted, and results are gone after 7 days", async () => {
    const fast = await startSandbox({ retentionSpeed: 7 * 24 * 3600 * 4 });
    const own = clientOf(fast);
    const fileId = await upload(linesOf(3), own);
    expect(await own.files.retrieve(fileId)).toMatchObject({
      ...{ object: "file", purpose: "batch-api", FileType: "jsonl", Processed: true },
    });
    const done = await ended(await createJob(linesOf(1), own), own);
    expect((await own.files.list()).data.map((file) => file.id)).toContain(done.output_file_id);
    await sleep(260);
    expect((await refused(own.files.retrieve(done.output_file_id ?? ""))).status).toBe(404);
    expect(await own.files.delete(fileId)).toEqual({ id: fileId, deleted: true });
    expect((await refused(own.files.retrieve(fileId))).status).toBe(404);
    await fast.close();
  });
});

describe("Together's chat", () => {
  const ask = (request: object) =>
    client.chat.completions.create({
      ...{ model: MODEL, messages: [{ role: "user" as const, content: "Name a colour." }] },
      ...request,
    });

  it("follows a schema, and has its thoughts in a field of their own", async () => {
    const schema = {
      type: "object",
      properties: { colour: { enum: ["red", "blue"] } },
      required: ["colour"],
      additionalProperties: false,
    };
    const response_format = { type: "json_schema", json_schema: { name: "c", schema } };
    const answer = await ask({ response_format, reasoning_effort: "high" });
    const [choice] = answer.choices;
    expect(choice?.message?.content).toMatch(/^\{"colour":"(red|blue)"\}$/);
    expect(choice?.message?.reasoning).toBe("Let me think.");
    expect(answer.usage?.completion_tokens).toBeGreaterThan(63);
  });

  it.each([
    ["a schema where the model takes none", { model: "moonshotai/Kimi-K2.5", ...named() }, 400],
    ["a model of somebody else's", { model: "gpt-4o" }, 404],
    ["OpenAI's name of the output limit", { max_completion_tokens: 5 }, 400],
  ])("refuses %s", async (_, request, status) => {
    expect((await refused(ask(request))).status).toBe(status);
  });

  it("and all else refuses a strange key", async () => {
    const stranger = clientOf(sandbox, "sk-of-somebody");
    expect((await refused(stranger.models.list())).status).toBe(401);
    expect((await client.models.list()).length).toBeGreaterThan(5);
  });
});

function named() {
  return { response_format: { type: "json_schema", json_schema: { name: "c", schema: {} } } };
}
