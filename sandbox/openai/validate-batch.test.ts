import type OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "../server";
import {
  chatLine,
  chatLines,
  createBatch,
  isOver,
  openSandbox,
  pollUntil,
  runBatch,
  upload,
} from "../testing";

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
  ({ sandbox, client } = await openSandbox());
});
afterAll(() => sandbox.close());

/** A good first line, then one with the change. */
function withSecond(change: Record<string, unknown>): string[] {
  return [chatLine("first"), JSON.stringify({ ...JSON.parse(chatLine("second")), ...change })];
}

const body = (change: Record<string, unknown>) => ({
  body: { model: "gpt-4o-mini", messages: [{ role: "user", content: "x" }], ...change },
});

describe("validation", () => {
  it.each([
    ["invalid_json_line", null, [chatLine("a"), '{"custom_id": ']],
    ["invalid_json_line", null, [chatLine("a"), "", chatLine("b")]],
    ["missing_required_parameter", "custom_id", withSecond({ custom_id: undefined })],
    ["missing_required_parameter", "method", withSecond({ method: undefined })],
    ["missing_required_parameter", "url", withSecond({ url: undefined })],
    ["missing_required_parameter", "body", withSecond({ body: undefined })],
    ["invalid_url", "url", withSecond({ url: "/v1/embeddings" })],
    ["model_not_found", "body.model", withSecond(body({ model: "gpt-none" }))],
    ["model_not_found", "body.model", withSecond(body({ model: "gpt-5-chat-latest" }))],
    ["mismatched_model", "body.model", withSecond(body({ model: "gpt-4o" }))],
    ["duplicate_custom_id", "custom_id", withSecond({ custom_id: "first" })],
    ["streaming_unsupported", "body.stream", withSecond(body({ stream: true }))],
    ["invalid_request", null, withSecond(body({ model: undefined }))],
    ["invalid_request", null, withSecond(body({ messages: undefined }))],
  ])("fails with %s (%s) and the line", async (code, param, lines) => {
    const batch = await runBatch(client, lines);
    expect(batch).toMatchObject({
      status: "failed",
      output_file_id: null,
      error_file_id: null,
      in_progress_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      errors: {
        object: "list",
        data: [{ code, param, line: 2, message: expect.any(String) }],
      },
    });
    expect(batch.failed_at).toEqual(expect.any(Number));
  });

  it("fails an empty file with empty_file", async () => {
    const batch = await runBatch(client, []);
    expect(batch.errors?.data).toMatchObject([{ code: "empty_file", line: null }]);
  });

  it("tells every wrong line", async () => {
    const lines = [chatLine("a"), "[]", chatLine("a"), chatLine("b", { stream: true })];
    const batch = await runBatch(client, lines);
    expect(batch.errors?.data?.map((error) => [error.line, error.code])).toEqual([
      [2, "invalid_json_line"],
      [3, "duplicate_custom_id"],
      [4, "streaming_unsupported"],
    ]);
  });

  it("takes Windows line ends and blank lines at the end", async () => {
    const batch = await runBatch(client, [`${chatLine("a")}\r`, `${chatLine("b")}\n\n`]);
    expect(batch.request_counts).toEqual({ total: 2, completed: 2, failed: 0 });
  });

  it("fails a file of more than 50,000 requests", async () => {
    const line = (id: number) =>
      `{"custom_id":"${id}","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4o-mini","messages":[]}}`;
    const batch = await runBatch(
      client,
      Array.from({ length: 50_001 }, (_, i) => line(i)),
    );
    expect(batch.errors?.data?.[0]?.message).toContain("50,000 requests");
  });
});

describe("the enqueued-token limit", () => {
  it("fails a batch that does not fit beside the ones running, not the create", async () => {
    const tight = await openSandbox({
      speed: 1000,
      timings: { validating: 0, inProgress: 1500, perRow: 0, finalizing: 0 },
      enqueuedTokenLimits: { "gpt-4o-mini": 100 },
    });
    const fileId = await upload(tight.client, chatLines(5));
    const first = await createBatch(tight.client, fileId);
    await pollUntil(tight.client, first.id, (batch) => batch.status === "in_progress");
    const second = await createBatch(tight.client, fileId);
    expect(second.status).toBe("validating");
    const failed = await pollUntil(tight.client, second.id, (batch) => isOver(batch.status));
    expect(failed.status).toBe("failed");
    expect(failed.errors?.data).toEqual([
      {
        code: "token_limit_exceeded",
        line: null,
        param: null,
        message: expect.stringMatching(
          /^Enqueued token limit reached for gpt-4o-mini in organization \S+\. Limit: 100 enqueued tokens\./,
        ),
      },
    ]);
    await pollUntil(tight.client, first.id, (batch) => batch.status === "completed");
    expect((await runBatch(tight.client, chatLines(5))).status).toBe("completed");
    expect((await runBatch(tight.client, chatLines(50))).errors?.data?.[0]?.code).toBe(
      "token_limit_exceeded",
    );
    tight.sandbox.faults.replace({ enqueuedTokenLimits: { "gpt-4o-mini-2024-07-18": 100_000 } });
    expect((await runBatch(tight.client, chatLines(50))).status).toBe("completed");
    await tight.sandbox.close();
  });
});
