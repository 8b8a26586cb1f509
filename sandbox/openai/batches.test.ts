import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterAll(() => sandbox.close());

/** Each phase takes long enough to be seen on a busy machine. */
const SLOW = {
  speed: 1000,
  timings: { validating: 300, inProgress: 600, perRow: 0, finalizing: 300, cancelling: 60 },
};

describe("a batch that runs through", () => {
  it("passes every status in order, with the fields of each", async () => {
    const slow = await openSandbox(SLOW);
    const seen = new Map<string, OpenAI.Batch>();
    const fileId = await upload(slow.client, chatLines(40));
    const created = await createBatch(slow.client, fileId, { run: "7" });
    expect(created).toMatchObject({
      object: "batch",
      endpoint: "/v1/chat/completions",
      errors: null,
      input_file_id: fileId,
      completion_window: "24h",
      status: "validating",
      output_file_id: null,
      error_file_id: null,
      expires_at: created.created_at + 86_400,
      in_progress_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      metadata: { run: "7" },
    });
    const counts: number[] = [];
    const done = await pollUntil(slow.client, created.id, (batch) => {
      seen.set(batch.status, batch);
      if (batch.status === "in_progress") counts.push(batch.request_counts?.completed ?? -1);
      return isOver(batch.status);
    });
    expect([...seen.keys()]).toEqual(["validating", "in_progress", "finalizing", "completed"]);
    expect(seen.get("validating")?.request_counts?.total).toBe(0);
    expect(seen.get("in_progress")).toMatchObject({
      model: "gpt-4o-mini-2024-07-18",
      finalizing_at: null,
      request_counts: { total: 40 },
    });
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(new Set(counts).size).toBeGreaterThan(2);
    expect(seen.get("finalizing")).toMatchObject({
      output_file_id: null,
      request_counts: { total: 40, completed: 40, failed: 0 },
    });
    expect(done.completed_at).toBeGreaterThanOrEqual(done.in_progress_at ?? Infinity);
    const output = await slow.client.files.retrieve(done.output_file_id ?? "");
    expect(output).toMatchObject({
      purpose: "batch_output",
      filename: `${done.id}_output.jsonl`,
      expires_at: output.created_at + 2_592_000,
    });
    await slow.sandbox.close();
  });

  it("answers every row once, shuffled, with usage that adds up to the batch's", async () => {
    const done = await runBatch(client, chatLines(300, { model: "o4-mini" }));
    const lines = await resultLines(client, done.output_file_id);
    const ids = lines.map((line) => line.custom_id);
    const sent = chatLines(300).map((line) => JSON.parse(line).custom_id as string);
    expect(ids).not.toEqual(sent);
    expect([...ids].sort()).toEqual([...sent].sort());
    expect(new Set(lines.map((line) => line.id)).size).toBe(300);
    const [first] = lines;
    expect(first).toMatchObject({
      id: expect.stringMatching(/^batch_req_[0-9a-f]{32}$/),
      error: null,
      response: {
        status_code: 200,
        request_id: expect.any(String),
        body: {
          object: "chat.completion",
          model: "o4-mini-2025-04-16",
          choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant" } }],
        },
      },
    });
    const usages = lines.map((line) => line.response?.body.usage);
    const sum = (pick: (usage: OpenAI.CompletionUsage) => number) =>
      usages.reduce((total, usage) => total + (usage === undefined ? 0 : pick(usage)), 0);
    expect(done.usage).toEqual({
      input_tokens: sum((usage) => usage.prompt_tokens),
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: sum((usage) => usage.completion_tokens),
      output_tokens_details: {
        reasoning_tokens: sum((u) => u.completion_tokens_details?.reasoning_tokens ?? 0),
      },
      total_tokens: sum((usage) => usage.total_tokens),
    });
    expect(done.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  });

  it("gives the same answers for the same seed", async () => {
    const texts = async () => {
      const own = await openSandbox({ seed: 42 });
      const done = await runBatch(own.client, chatLines(20));
      const lines = await resultLines(own.client, done.output_file_id);
      await own.sandbox.close();
      return lines.map((line) => [line.custom_id, line.response?.body.choices[0]?.message.content]);
    };
    expect(await texts()).toEqual(await texts());
  });

  it("is completed without output file when every row fails", async () => {
    const done = await runBatch(client, chatLines(3, { temperature: 9 }));
    expect(done).toMatchObject({
      status: "completed",
      output_file_id: null,
      request_counts: { total: 3, completed: 0, failed: 3 },
    });
    const lines = await resultLines(client, done.error_file_id);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject({
      error: null,
      response: {
        status_code: 400,
        body: { error: { param: "temperature", code: "decimal_above_max_value" } },
      },
    });
  });

  it("runs on when its input file is deleted", async () => {
    const fileId = await upload(client, chatLines(5));
    const batch = await createBatch(client, fileId);
    await client.files.delete(fileId);
    const done = await pollUntil(client, batch.id, (now) => isOver(now.status));
    expect(done.request_counts?.completed).toBe(5);
  });
});

describe("create", () => {
  it.each([
    ["endpoint", { endpoint: "/v1/other" }, "endpoint", "invalid_value"],
    ["completion_window", { completion_window: "1h" }, "completion_window", "invalid_value"],
    ["metadata type", { metadata: { n: 1 } }, "metadata.n", "invalid_type"],
    ["metadata list", { metadata: [] }, "metadata", "invalid_type"],
    ["long value", { metadata: { n: "x".repeat(513) } }, "metadata.n", "string_above_max_length"],
    ["long key", { metadata: { ["k".repeat(65)]: "x" } }, "metadata", "string_above_max_length"],
    [
      "17 pairs",
      { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, "v"])) },
      "metadata",
      "object_above_max_properties",
    ],
    ["no file", { input_file_id: undefined }, "input_file_id", "missing_required_parameter"],
    ["unknown file", { input_file_id: "file-none" }, "file_id", "invalid_request"],
    ["unknown field", { priority: 1 }, "priority", "unknown_parameter"],
    [
      "life of the output",
      { output_expires_after: { anchor: "created_at", seconds: 60 } },
      "output_expires_after.seconds",
      "invalid_value",
    ],
  ])("refuses a wrong %s at once", async (_name, change, param, code) => {
    const input_file_id = await upload(client, chatLines(1));
    const body = { input_file_id, endpoint: "/v1/chat/completions", completion_window: "24h" };
    const error = await errorOf(client.batches.create({ ...body, ...change } as never));
    expect(error.status).toBe(400);
    expect(error.type).toBe("invalid_request_error");
    expect([error.param, error.code]).toEqual([param, code]);
  });

  it("refuses more batches an hour than permitted", async () => {
    const tight = await openSandbox({ batchesPerHour: 1 });
    const fileId = await upload(tight.client, chatLines(1));
    await createBatch(tight.client, fileId);
    const error = await errorOf(createBatch(tight.client, fileId));
    expect([error.status, error.code]).toEqual([429, "rate_limit_exceeded"]);
    await tight.sandbox.close();
  });
});

describe("list", () => {
  it("pages newest first with has_more", async () => {
    const own = clientOf(sandbox.url, "sk-sandbox-pages");
    const fileId = await upload(own, chatLines(1));
    const ids: string[] = [];
    for (let i = 0; i < 23; i++) ids.unshift((await createBatch(own, fileId)).id);
    const first = await own.batches.list();
    expect(first.data.map((batch) => batch.id)).toEqual(ids.slice(0, 20));
    const raw = await own.batches.list().asResponse();
    expect(await raw.json()).toMatchObject({
      object: "list",
      first_id: ids[0],
      last_id: ids[19],
      has_more: true,
    });
    const all: string[] = [];
    for await (const batch of own.batches.list({ limit: 10 })) all.push(batch.id);
    expect(all).toEqual(ids);
    expect((await errorOf(own.batches.list({ limit: 101 }))).param).toBe("limit");
    expect((await errorOf(own.batches.list({ limit: 0 }))).code).toBe("integer_below_min_value");
    expect((await client.batches.list({ limit: 100 })).data.map((b) => b.id)).not.toContain(ids[0]);
  });

  it("does not know another account's batch", async () => {
    const batch = await createBatch(client, await upload(client, chatLines(1)));
    const stranger = clientOf(sandbox.url, "sk-sandbox-two");
    const error = await errorOf(stranger.batches.retrieve(batch.id));
    expect(error.status).toBe(404);
    expect(error.message).toContain(`No batch found with id '${batch.id}'`);
    expect((await errorOf(stranger.batches.cancel(batch.id))).status).toBe(404);
  });
});

describe("cancel", () => {
  it("keeps the finished rows and names the others batch_cancelled", async () => {
    const slow = await openSandbox({ ...SLOW, timings: { ...SLOW.timings, inProgress: 5000 } });
    const created = await createBatch(slow.client, await upload(slow.client, chatLines(50)));
    const running = (batch: OpenAI.Batch) => (batch.request_counts?.completed ?? 0) >= 2;
    await pollUntil(slow.client, created.id, running);
    const cancelling = await slow.client.batches.cancel(created.id);
    expect(cancelling).toMatchObject({ status: "cancelling", output_file_id: null });
    expect(cancelling.cancelling_at).toEqual(expect.any(Number));
    const done = await pollUntil(slow.client, created.id, (batch) => isOver(batch.status));
    expect(done.status).toBe("cancelled");
    const finished = await resultLines(slow.client, done.output_file_id);
    const rest = await resultLines(slow.client, done.error_file_id);
    expect(finished.length).toBe(done.request_counts?.completed);
    expect(finished.length + rest.length).toBe(50);
    expect(rest[0]).toMatchObject({ response: null, error: { code: "batch_cancelled" } });
    expect((await slow.client.batches.cancel(created.id)).status).toBe("cancelled");
    await slow.sandbox.close();
  });

  it("works in validating, where no row is known yet", async () => {
    const slow = await openSandbox(SLOW);
    const created = await createBatch(slow.client, await upload(slow.client, chatLines(5)));
    expect((await slow.client.batches.cancel(created.id)).status).toBe("cancelling");
    const done = await pollUntil(slow.client, created.id, (batch) => isOver(batch.status));
    expect(done).toMatchObject({
      status: "cancelled",
      output_file_id: null,
      error_file_id: null,
      request_counts: { total: 0 },
    });
    await slow.sandbox.close();
  });

  it("is a 409 on a completed batch", async () => {
    const done = await runBatch(client, chatLines(1));
    const error = await errorOf(client.batches.cancel(done.id));
    expect(error.status).toBe(409);
    expect(error.error).toEqual({
      message: "Cannot cancel a batch with status 'completed'.",
      type: "invalid_request_error",
      param: null,
      code: null,
    });
  });
});

describe("expiry", () => {
  it("ends at the window with the finished rows out and the rest batch_expired", async () => {
    // The window of 24 h is 1 s, the rows would take 2 s.
    const fast = await openSandbox({
      speed: 86_400,
      timings: { validating: 0, inProgress: 172_800, perRow: 0, finalizing: 0 },
    });
    const done = await runBatch(fast.client, chatLines(40));
    expect(done.status).toBe("expired");
    expect(done.expired_at).toEqual(expect.any(Number));
    const finished = await resultLines(fast.client, done.output_file_id);
    const rest = await resultLines(fast.client, done.error_file_id);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(21);
    expect(finished.length + rest.length).toBe(40);
    expect(rest[0]).toMatchObject({
      response: null,
      error: {
        code: "batch_expired",
        message: "This request could not be executed before the completion window expired.",
      },
    });
    expect(done.usage?.total_tokens).toBeGreaterThan(0);
    await fast.sandbox.close();
  });
});
