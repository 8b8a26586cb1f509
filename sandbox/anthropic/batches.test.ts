import type Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import { sleep } from "../testing";
import { claudeAt, errorOf, KEY, MODEL, requestsOf, resultsOf, runRequests } from "./testing";

let sandbox: Sandbox;
let client: Anthropic;

beforeAll(async () => {
  sandbox = await startSandbox();
  client = claudeAt(sandbox.url);
});
beforeEach(() => sandbox.faults.replace({}));
afterAll(() => sandbox.close());

describe("a batch", () => {
  it("runs to its end with every request in it, shuffled", async () => {
    const batch = await runRequests(client, requestsOf(30));
    expect(batch).toMatchObject({
      id: expect.stringMatching(/^msgbatch_01\w{22}$/),
      request_counts: { processing: 0, succeeded: 30, errored: 0, canceled: 0, expired: 0 },
      ended_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
      archived_at: null,
      results_url: `${sandbox.url}/anthropic/v1/messages/batches/${batch.id}/results`,
    });
    expect(Date.parse(batch.expires_at) - Date.parse(batch.created_at)).toBe(86_400_000);
    const results = await resultsOf(client, batch.id);
    const ids = results.map((result) => result.custom_id);
    expect(new Set(ids).size).toBe(30);
    expect(ids).not.toEqual(requestsOf(30).map((request) => request.custom_id));
    expect(results[0]?.result).toMatchObject({
      type: "succeeded",
      message: {
        ...{ type: "message", model: "claude-haiku-4-5-20251001", stop_reason: "end_turn" },
        content: [{ type: "text", text: expect.any(String) }],
        usage: { service_tier: "batch", cache_read_input_tokens: 0 },
      },
    });
    expect(sandbox.account(KEY, "anthropic").rows).toMatchObject({ sent: 30, executed: 30 });
  });

  it("shows no progress until it ends, and names its results only then", async () => {
    await using slow = await slowSandbox();
    const { id } = await slow.client.messages.batches.create({ requests: requestsOf(10) });
    await expect.poll(() => slow.sandbox.account().rows.executed).toBeGreaterThan(2);
    expect(await slow.client.messages.batches.retrieve(id)).toMatchObject({
      ...{ processing_status: "in_progress", ended_at: null, results_url: null },
      request_counts: { processing: 10, succeeded: 0 },
    });
    const early = await errorOf(
      slow.client.get(`/v1/messages/batches/${id}/results`) as Promise<unknown>,
    );
    expect(early.status).toBe(404);
  });

  it("that is cancelled keeps what was done, and cannot be deleted or cancelled out of turn", async () => {
    await using slow = await slowSandbox();
    const { batches } = slow.client.messages;
    const { id } = await batches.create({ requests: requestsOf(10) });
    await expect.poll(() => slow.sandbox.account().rows.executed).toBeGreaterThan(2);
    expect(await errorOf(batches.delete(id))).toMatchObject({
      ...{ status: 400, type: "invalid_request_error" },
    });
    const canceling = await batches.cancel(id);
    expect(canceling).toMatchObject({
      ...{ processing_status: "canceling", cancel_initiated_at: expect.any(String) },
    });
    await expect.poll(async () => (await batches.retrieve(id)).processing_status).toBe("ended");
    const { request_counts: counts } = await batches.retrieve(id);
    expect(counts.succeeded + counts.canceled).toBe(10);
    expect(counts.succeeded).toBeGreaterThan(2);
    const types = (await resultsOf(slow.client, id)).map(({ result }) => result.type);
    expect(types.filter((type) => type === "canceled")).toHaveLength(counts.canceled);
    expect((await errorOf(batches.cancel(id))).status).toBe(400);
    expect(await batches.delete(id)).toEqual({ id, type: "message_batch_deleted" });
    expect((await errorOf(batches.retrieve(id))).status).toBe(404);
  });

  it("is listed newest first, page by page, to its own account only", async () => {
    const own = claudeAt(sandbox.url, { apiKey: "sk-sandbox-lists" });
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      made.unshift((await own.messages.batches.create({ requests: requestsOf(1) })).id);
    }
    const listed: string[] = [];
    for await (const { id } of own.messages.batches.list({ limit: 2 })) listed.push(id);
    expect(listed).toEqual(made);
    const newer = await own.messages.batches.list({ limit: 2, before_id: made[3] ?? "" });
    expect(newer.data.map(({ id }) => id)).toEqual(made.slice(1, 3));
    expect(newer.has_more).toBe(true);
    expect((await errorOf(own.messages.batches.list({ limit: 1001 }))).status).toBe(400);
    expect((await errorOf(client.messages.batches.retrieve(made[0] ?? ""))).status).toBe(404);
  });

  it("loses its results 29 days after its creation, and is still listed", async () => {
    const quick = await startSandbox({ retentionSpeed: 29 * 86_400 * 4 });
    const quickClient = claudeAt(quick.url);
    const { id } = await runRequests(quickClient, requestsOf(1));
    await sleep(300);
    expect(await quickClient.messages.batches.retrieve(id)).toMatchObject({
      ...{ archived_at: expect.any(String), results_url: null, processing_status: "ended" },
    });
    const gone = quickClient.get(`/v1/messages/batches/${id}/results`) as Promise<unknown>;
    expect((await errorOf(gone)).status).toBe(404);
    await quick.close();
  });
});

async function slowSandbox() {
  const timings = { validating: 0, inProgress: 1800, finalizing: 0, cancelling: 0, perRow: 0 };
  const slow = await startSandbox({ speed: 900, timings });
  return {
    sandbox: slow,
    client: claudeAt(slow.url),
    [Symbol.asyncDispose]: () => slow.close(),
  };
}

describe("a create is refused", () => {
  const post = (body: unknown) =>
    client.post("/v1/messages/batches", { body: body as object }) as Promise<unknown>;
  const [request] = requestsOf(1);

  test.each<[string, unknown, RegExp]>([
    ["without requests", {}, /requests: Field required/],
    ["of nothing", { requests: [] }, /at least 1 item/],
    ["with more beside", { requests: [request], metadata: {} }, /Extra inputs/],
    ["with an id of other signs", { requests: [{ ...request, custom_id: "a b" }] }, /pattern/],
    ["with an id too long", { requests: [{ ...request, custom_id: "x".repeat(65) }] }, /pattern/],
    ["with an id twice", { requests: [request, request] }, /unique/],
    ["without parameters", { requests: [{ custom_id: "a" }] }, /params: Field required/],
    ["with an unknown field", { requests: [{ ...request, method: "POST" }] }, /Extra inputs/],
    ["with half a character", { requests: requestsOf(1, { system: "\ud83d" }) }, /surrogate/],
  ])("%s", async (_, body, message) => {
    const error = await errorOf(post(body));
    expect(error).toMatchObject({ status: 400, type: "invalid_request_error" });
    expect(error.apiMessage).toMatch(message);
    expect(error.requestID).toMatch(/^req_/);
  });

  test("with a line that is no JSON", async () => {
    const headers = { "content-type": "application/json" };
    const error = await errorOf(
      client.post("/v1/messages/batches", { body: '{"requests":[{broken]}', headers }) as never,
    );
    expect(error.apiMessage).toMatch(/not valid JSON/);
  });

  test("with more than 200,000 requests waiting", async () => {
    const timings = { validating: 3600 };
    const full = await startSandbox({ speed: 1, timings });
    const many = requestsOf(70_000, { messages: "any" }) as never;
    const { batches } = claudeAt(full.url).messages;
    await batches.create({ requests: many });
    await batches.create({ requests: many });
    expect(await errorOf(batches.create({ requests: many }))).toMatchObject({
      ...{ status: 429, type: "rate_limit_error" },
    });
    await full.close();
  });
});

describe("keys and versions", () => {
  it("takes a key in either header, x-api-key before the other", async () => {
    const headers = { "X-Api-Key": KEY };
    await claudeAt(sandbox.url, { apiKey: null, defaultHeaders: headers }).messages.batches.list();
    await claudeAt(sandbox.url, {
      apiKey: "wrong",
      defaultHeaders: headers,
    }).messages.batches.list();
    const wrong = claudeAt(sandbox.url, { defaultHeaders: { "X-Api-Key": "wrong" } });
    expect(await errorOf(wrong.messages.batches.list() as never)).toMatchObject({
      ...{ status: 401, type: "authentication_error" },
    });
    const none = claudeAt(sandbox.url, {
      apiKey: null,
      defaultHeaders: { authorization: "Basic x" },
    });
    expect((await errorOf(none.messages.batches.list() as never)).status).toBe(401);
  });

  it("takes a temperature on the old version only, and tells so request by request", async () => {
    const hot = requestsOf(2, { temperature: 0.2 });
    const old = claudeAt(sandbox.url, { defaultHeaders: { "anthropic-version": "2023-06-01" } });
    expect((await runRequests(old, hot)).request_counts.succeeded).toBe(2);
    const refused = await runRequests(client, hot);
    expect(refused.request_counts.errored).toBe(2);
    expect((await resultsOf(client, refused.id))[0]?.result).toMatchObject({
      type: "errored",
      error: {
        type: "error",
        error: {
          ...{
            type: "invalid_request_error",
            message: "temperature: Extra inputs are not permitted",
          },
        },
      },
    });
    const other = claudeAt(sandbox.url, { defaultHeaders: { "anthropic-version": "2024-01-01" } });
    expect((await errorOf(other.messages.batches.list() as never)).apiMessage).toMatch(/version/);
  });
});

test("a repeated create makes a second batch", async () => {
  const retrying = claudeAt(sandbox.url, { apiKey: "sk-sandbox-again", maxRetries: 2 });
  sandbox.faults.replace({
    requests: [{ on: "batches.create", effect: "status", status: 500, when: "after", times: 1 }],
  });
  await retrying.messages.batches.create({ requests: requestsOf(1) });
  expect(sandbox.account("sk-sandbox-again", "anthropic").batches.total).toBe(2);
});

test("a batch may name another host for its results", async () => {
  sandbox.faults.replace({ batches: [{ quirks: ["results_elsewhere"] }] });
  const { results_url: url } = await runRequests(client, requestsOf(1));
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1/);
});

test("a cancel may come too late for all but a few", async () => {
  const timings = { validating: 3600, cancelling: 0 };
  const slow = await startSandbox({
    speed: 3600,
    timings,
    faults: { batches: [{ cancelAfterShare: 0.8 }] },
  });
  const { batches } = claudeAt(slow.url).messages;
  const { id } = await batches.create({ requests: requestsOf(10) });
  await batches.cancel(id);
  await expect.poll(async () => (await batches.retrieve(id)).processing_status).toBe("ended");
  expect((await batches.retrieve(id)).request_counts).toMatchObject({ succeeded: 8, canceled: 2 });
  await slow.close();
});

test("the model of a request decides its name", async () => {
  const { id } = await runRequests(client, requestsOf(1, { model: "claude-none" }));
  expect((await resultsOf(client, id))[0]?.result).toMatchObject({
    ...{
      type: "errored",
      error: { error: { type: "not_found_error", message: "model: claude-none" } },
    },
  });
  expect((await client.models.retrieve(MODEL)).id).toBe("claude-haiku-4-5-20251001");
  const names: string[] = [];
  for await (const { id } of client.models.list({ limit: 4 })) names.push(id);
  expect(names).toContain("claude-haiku-4-5-20251001");
  expect(new Set(names).size).toBe(15);
  await expect(client.models.list({ limit: 1001 })).rejects.toMatchObject({ status: 400 });
});
