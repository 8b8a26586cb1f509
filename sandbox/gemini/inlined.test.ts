import { ApiError, type BatchJob, GoogleGenAI, type InlinedRequest } from "@google/genai";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../server";

const KEY = "sk-sandbox-inline";
const MODEL = "gemini-2.5-flash";
const CREATE = `/v1beta/models/${MODEL}:batchGenerateContent`;

let sandbox: Sandbox;
let ai: GoogleGenAI;

beforeAll(async () => {
  sandbox = await startSandbox();
  ai = new GoogleGenAI({
    apiKey: KEY,
    vertexai: false,
    httpOptions: { baseUrl: `${sandbox.url}/gemini` },
  });
});
afterEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

const request = (key: string, config: InlinedRequest["config"] = {}): InlinedRequest => ({
  contents: [{ role: "user", parts: [{ text: `Tell me about ${key}.` }] }],
  config,
  metadata: { key, batch: "one" },
});
const requests = (count: number) =>
  Array.from({ length: count }, (_, i) => request(`row-${i + 1}`));

const create = (src: InlinedRequest[], displayName = "inline") =>
  ai.batches.create({ model: MODEL, src, config: { displayName } });

async function ended(job: BatchJob): Promise<BatchJob> {
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; ) {
    const now = await ai.batches.get({ name: job.name ?? "" });
    if (!/PENDING|RUNNING/.test(now.state ?? "")) return now;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("not ended after 10 s");
}

async function post(body: object | string) {
  const response = await fetch(`${sandbox.url}/gemini${CREATE}`, {
    method: "POST",
    headers: { "x-goog-api-key": KEY },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, error: JSON.parse(await response.text()).error };
}

it("answers the requests of a create in their order, in the batch itself", async () => {
  const config = { systemInstruction: "Be brief", temperature: 0.1, maxOutputTokens: 200 };
  const sent = [...requests(30), request("row-31", config)];
  const job = await create(sent);
  expect(job).toMatchObject({ displayName: "inline", state: "JOB_STATE_PENDING" });
  const done = await ended(job);
  expect(done.state).toBe("JOB_STATE_SUCCEEDED");
  const told = done.dest?.inlinedResponses ?? [];
  expect(told.map(({ metadata }) => metadata)).toEqual(sent.map(({ metadata }) => metadata));
  expect(told[0]?.response).toMatchObject({
    candidates: [{ content: { role: "model" }, finishReason: "STOP" }],
    modelVersion: MODEL,
  });
  expect(done.dest?.fileName).toBeUndefined();
  const files: unknown[] = [];
  for await (const file of await ai.files.list()) files.push(file);
  expect(files).toEqual([]);
});

it("shows the responses where the SDK looks, where operations have theirs, and in lists", async () => {
  const { name } = await ended(await create(requests(2), "shown"));
  const ask = async (path: string) => {
    const headers = { "x-goog-api-key": KEY };
    return (await fetch(`${sandbox.url}/gemini/v1beta/${path}`, { headers })).json();
  };
  const operation = await ask(name ?? "");
  const { inlinedResponses } = operation.response;
  expect(inlinedResponses.inlinedResponses).toHaveLength(2);
  expect(operation.metadata.output).toEqual({ inlinedResponses });
  expect((await ask("batches?pageSize=1")).operations).toEqual([operation]);
  await ai.batches.delete({ name: name ?? "" });
  await expect(ai.batches.get({ name: name ?? "" })).rejects.toMatchObject({ status: 404 });
});

it("lays faults on rows as it does with files", async () => {
  const rows = (["http_429", "missing", "doubled", "malformed"] as const).map((outcome, i) => ({
    outcome,
    lines: [i + 1],
  }));
  sandbox.faults.replace({ batches: [{ rows, foreignRows: 1, truncated: 1 }] });
  const wrong = request("wrong", { temperature: 3 });
  const bare = { contents: "No key" };
  const { dest } = await ended(await create([...requests(5), wrong, bare], "faults"));
  const told = dest?.inlinedResponses ?? [];
  const byKey = (key: string) => told.filter(({ metadata }) => metadata?.key === key);
  expect(byKey("row-1")).toMatchObject([{ error: { code: 8 } }]);
  expect(byKey("row-2")).toEqual([]);
  expect(byKey("row-3")).toHaveLength(2);
  expect(byKey("row-4")).toEqual([]);
  expect(byKey("wrong")).toMatchObject([{ error: { code: 3 } }]);
  expect(told.filter(({ metadata }) => String(metadata?.key).startsWith("foreign-"))).toHaveLength(
    1,
  );
  expect(told.at(-1)).toEqual({ response: expect.anything() });
  // 7 requests, one without a line and one with two; the one that broke off is there without its key.
  expect(told).toHaveLength(8);
});

it.each([
  ["expires", { expireAfterShare: 0.5 }, "JOB_STATE_EXPIRED"],
  ["fails", { failWith: { code: "INTERNAL", message: "broken" } }, "JOB_STATE_FAILED"],
])("gives nothing back when it %s", async (_, fault, state) => {
  sandbox.faults.replace({ batches: [fault] });
  const done = await ended(await create(requests(4), "nothing"));
  expect(done.state).toBe(state);
  expect(done.dest?.inlinedResponses).toBeUndefined();
});

const inline = (list: unknown, more: object = {}) => ({
  batch: { displayName: "a", inputConfig: { requests: { requests: list }, ...more } },
});
const one = { request: { contents: [{ parts: [{ text: "x" }] }] } };
const gif = { inlineData: { mimeType: "image/gif", data: "?" } };
it.each<[string, object, RegExp]>([
  ["no request", inline([]), /requests/],
  ["a key outside the metadata", inline([{ ...one, key: "a" }]), /"key".*requests\[0\]/],
  ["metadata that are no object", inline([{ ...one, metadata: "a" }]), /metadata/],
  ["a file besides", inline([one], { fileName: "files/x" }), /oneof/],
  [
    "an unknown field in a request",
    inline([one, { request: { ...one.request, messages: [] } }]),
    /"messages" at 'batch\.input_config\.requests\.requests\[1\]\.request'/,
  ],
  [
    "a value of another type in a request",
    inline([{ request: { ...one.request, generationConfig: { temperature: "hot" } } }]),
    /generation_config\.temperature/,
  ],
  [
    "data that cannot be decoded",
    inline([{ request: { contents: [{ parts: [gif] }] } }]),
    /Base64 decoding failed/,
  ],
])("refuses a create with %s as a whole", async (_, body, message) => {
  const { status, error } = await post(body);
  expect([status, error.status]).toEqual([400, "INVALID_ARGUMENT"]);
  expect(error.message).toMatch(message);
});

it("refuses a body of more than 20 MB, and tokens for which there is no room", async () => {
  const big = JSON.stringify(inline([one]));
  const full = big + " ".repeat(20 * 1024 * 1024 - big.length);
  expect((await post(full)).status).toBe(200);
  const over = await post(`${full} `);
  expect(over).toMatchObject({ status: 400, error: { message: /exceeds the limit/ } });
  sandbox.faults.replace({ enqueuedTokenLimits: { [MODEL]: 50 } });
  const refused = await create(requests(10), "full").catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ status: 429, message: expect.stringMatching(/QuotaFailure/) });
});
