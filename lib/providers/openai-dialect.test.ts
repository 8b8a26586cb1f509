import { describe, expect, test } from "vitest";
import {
  cutShort,
  drop,
  failure,
  PATIENT_MS,
  patienceFor,
  scratchFile,
  silence,
  stall,
} from "../testing/client-faults";
import { answer, type Behaviour, refuse, startFakeServer } from "../testing/fake-server";
import { openClient as openAzure } from "./azure/client";
import type { ClientTimeouts } from "./dialects/openai/client";
import { openSession } from "./dialects/openai/session";
import { openClient as openGroq } from "./groq/client";
import { MAX_RETRY_AFTER_MS } from "./http";
import { openClient as openOpenAi } from "./openai/client";
import type { ProviderAccount } from "./provider";

/** The clients that share this dialect, each over its own SDK, with what they put before `/batches`. */
const CLIENTS: [
  string,
  (account: ProviderAccount, timeouts?: ClientTimeouts) => ReturnType<typeof openOpenAi>,
  string,
][] = [
  ["openai", openOpenAi, "/v1"],
  ["groq", openGroq, "/v1/openai/v1"],
  ["azure", openAzure, "/v1/openai/v1"],
];

const SUBMISSION = {
  mark: "bat_1.1",
  endpoint: "/v1/chat/completions",
  model: "gpt-4.1-mini",
  completionWindowHours: 24,
  requests: { kind: "staged", id: "file-1" },
} as const;

describe.each(CLIENTS)("%s", (_, openClient, path) => {
  const sessionAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
    openSession(
      openClient(
        { apiKey: "sk-test-0123456789", baseUrl, settings: {} },
        { callMs: patienceMs, idleMs: patienceMs },
      ),
    );

  test.each<[string, Behaviour, string]>([
    ["the connection drops after acceptance", drop, "ambiguous"],
    ["no answer comes", silence, "ambiguous"],
    ["the answer stalls half-way", stall, "ambiguous"],
    ["the answer is cut off", cutShort, "ambiguous"],
    ["the answer is no JSON", answer(200, "{"), "ambiguous"],
    ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
    ["the answer has no id", answer(200, { status: "validating" }), "ambiguous"],
    ["500", refuse(500), "ambiguous"],
    ["503", refuse(503, {}, { "x-should-retry": "true" }), "ambiguous"],
    ["504", refuse(504), "ambiguous"],
    ["409", refuse(409), "ambiguous"],
    ["408", refuse(408), "ambiguous"],
    ["400", refuse(400, { code: "invalid_value", param: "endpoint" }), "invalid"],
    ["400 about the file", refuse(400, { code: "invalid_request", param: "file_id" }), "not_found"],
    ["401", refuse(401, { code: "invalid_api_key" }), "auth"],
    ["403", refuse(403), "permission"],
    ["404", refuse(404), "not_found"],
    ["413", refuse(413), "too_large"],
    ["429", refuse(429, { code: "rate_limit_exceeded" }), "rate_limited"],
    ["429 out of money", refuse(429, { code: "insufficient_quota" }), "quota"],
  ])("create, when %s: exactly one POST", async (_, behave, kind) => {
    await using server = await startFakeServer(behave);
    const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, patienceFor(behave)));
    expect(error.kind).toBe(kind);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.seen.map((one) => `${one.method} ${one.path}`)).toEqual([`POST ${path}/batches`]);
  });

  test("a create refused for want of room tells the limit, and still none of the words", async () => {
    const message = "Enqueued token limit reached. Limit: 90,000 enqueued tokens. PRIVATE WORDS";
    await using server = await startFakeServer(
      refuse(429, { code: "token_limit_exceeded", message }),
    );
    const error = await failure(sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS));
    expect(error).toMatchObject({
      ...{ kind: "quota", providerCode: "token_limit_exceeded" },
      limit: { kind: "enqueued_tokens", value: 90_000 },
    });
    expect(`${error.message} ${error.cause}`).not.toContain("PRIVATE");
  });

  test("a create that cannot have been sent is a network error", async () => {
    const server = await startFakeServer(silence);
    await server[Symbol.asyncDispose]();
    expect((await failure(sessionAt(server.baseUrl).submit(SUBMISSION, PATIENT_MS))).kind).toBe(
      "network",
    );
    const nowhere = sessionAt("http://no-such-host.invalid/v1");
    expect((await failure(nowhere.submit(SUBMISSION, PATIENT_MS))).kind).toBe("network");
  });

  test.each<[string, Behaviour, string]>([
    ["drop", drop, "network"],
    ["silence", silence, "timeout"],
    ["stall", stall, "timeout"],
    ["cut off", cutShort, "network"],
    ["no JSON", answer(200, "{"), "server"],
    ["another shape", answer(200, { hello: 1 }), "unknown"],
    ["500", refuse(500), "server"],
    ["408", refuse(408), "timeout"],
    ["409", refuse(409), "server"],
    ["404", refuse(404), "not_found"],
    ["410", refuse(410), "not_found"],
    ["402", refuse(402), "quota"],
  ])("read, on %s: sent once", async (_, behave, kind) => {
    await using server = await startFakeServer(behave);
    expect(
      (await failure(sessionAt(server.baseUrl, patienceFor(behave)).retrieve("batch_1"))).kind,
    ).toBe(kind);
    expect(server.seen).toHaveLength(1);
  });

  test("429 asks to wait no longer than we let it", async () => {
    await using server = await startFakeServer(refuse(429, {}, { "retry-after": "86400" }));
    const error = await failure(sessionAt(server.baseUrl).retrieve("batch_1"));
    expect(error).toMatchObject({ kind: "rate_limited", retryAfterMs: MAX_RETRY_AFTER_MS });
  });

  test("an error names status, code and request, not the provider's words", async () => {
    const error = { code: "invalid_value", param: "input_file_id.x" };
    await using server = await startFakeServer(refuse(422, error, { "x-request-id": "req_77" }));
    const told = await failure(sessionAt(server.baseUrl).retrieve("b"));
    expect(told.cause).toBeUndefined();
    expect(told).toMatchObject({
      message:
        "read batch: the provider answered 422 (invalid_value, about input_file_id.x, req_77)",
      providerCode: "invalid_value",
    });
  });

  test.each<[string, Behaviour, string]>([
    ["drop", drop, "network"],
    ["silence", silence, "timeout"],
    ["413", refuse(413), "too_large"],
    ["500", refuse(500), "server"],
    ["429", refuse(429), "rate_limited"],
  ])("upload, on %s: sent once", async (_, behave, kind) => {
    await using file = await scratchFile("{}\n");
    await using server = await startFakeServer(behave);
    const { stage } = sessionAt(server.baseUrl, patienceFor(behave));
    const staged = Promise.resolve(stage?.({ path: file.path, fileName: "a.jsonl" }));
    expect((await failure(staged)).kind).toBe(kind);
    expect(server.seen).toHaveLength(1);
  });

  test("an upload waits until the file can be seen", async () => {
    await using file = await scratchFile("{}\n");
    let looks = 0;
    await using server = await startFakeServer((request, response) => {
      if (request.method === "POST") return answer(200, { id: "file-8" })(request, response);
      looks += 1;
      const behave = looks < 3 ? refuse(404) : answer(200, { id: "file-8", status: "processed" });
      behave(request, response);
    });
    const session = sessionAt(server.baseUrl);
    expect(await session.stage?.({ path: file.path, fileName: "a.jsonl" })).toBe("file-8");
    expect(looks).toBe(3);
  });

  test.each(["", "sk-with\nnewline", "sk-ünïcode"])(
    "the key %j is refused before any call",
    (apiKey) => {
      expect(() => openClient({ apiKey, baseUrl: "https://x.test", settings: {} })).toThrow(
        /API key/,
      );
    },
  );

  test.each(["ftp://x/v1", "localhost:80/v1", "nonsense"])(
    "the base URL %s is refused",
    (baseUrl) => {
      expect(() => openClient({ apiKey: "sk-test", baseUrl, settings: {} })).toThrow(/base URL/);
    },
  );
});
