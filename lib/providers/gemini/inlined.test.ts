import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, expect, test } from "vitest";
import { chatOf } from "../../core/request";
import {
  drop,
  failure,
  PATIENT_MS,
  patienceFor,
  scratchFile,
  silence,
} from "../../testing/client-faults";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { readLine } from "../../testing/result-line";
import type { BatchSubmission } from "../provider";
import { openClient } from "./client";
import { INLINE_MAX_BYTES } from "./limits";
import { openSession } from "./session";
import { GEMINI_RESULT_SHAPE } from "./shape";
import { encode } from "./translate";

const sessionAt = (baseUrl: string, idleMs = PATIENT_MS) =>
  openSession(
    openClient(
      { apiKey: "AIza-test", baseUrl: new URL(baseUrl).origin, settings: {} },
      { callMs: idleMs, idleMs },
    ),
  );
const closing: (() => unknown)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

test.each([
  ["at the limit", 0, null],
  ["one above", 1, "files/in1"],
])("a file %s is staged as %s bytes more: %s", async (_, more, staged) => {
  await using file = await scratchFile("x".repeat(INLINE_MAX_BYTES + more));
  await using server = await startFakeServer((request, response) => {
    const url = `http://${request.headers.host}/upload/v1beta/files?upload_id=1`;
    const body =
      request.method === "GET"
        ? { name: "files/in1", state: "ACTIVE" }
        : { file: { name: "files/in1", state: "ACTIVE" } };
    answer(200, body, { "x-goog-upload-url": url })(request, response);
  });
  const { stage } = sessionAt(server.baseUrl);
  expect(await stage?.({ path: file.path, fileName: "bat_1.1.jsonl" })).toBe(staged);
});

const LINES = ["Name a colour, briefly", "Größe?"].map(
  (prompt, i) => encode(chatOf({ model: "gemini-2.5-flash", prompt }), String(i + 1)).line,
);

const submission = (path: string): BatchSubmission => ({
  mark: "bat_1.1",
  endpoint: "batchGenerateContent",
  model: "gemini-2.5-flash",
  completionWindowHours: 24,
  requests: { kind: "inline", path },
});

test("a create holds the requests of the file, their keys in their metadata, and our mark", async () => {
  await using file = await scratchFile(`${LINES.join("\n")}\n`);
  await using server = await startFakeServer(
    answer(200, { name: "batches/9", metadata: { displayName: "bat_1.1" } }),
  );
  const created = await sessionAt(server.baseUrl).submit(submission(file.path), PATIENT_MS);
  expect(created).toMatchObject({ remoteId: "batches/9", mark: "bat_1.1", stagedId: null });
  const [post] = server.seen;
  expect(post?.path).toBe("/v1beta/models/gemini-2.5-flash:batchGenerateContent");
  expect(post?.headers["content-length"]).toBe(String(Buffer.byteLength(post?.body ?? "")));
  expect(post?.headers["transfer-encoding"]).toBeUndefined();
  const rows = LINES.map((line) => JSON.parse(line));
  const requests = rows.map(({ key, request }) => ({ metadata: { key }, request }));
  expect(JSON.parse(post?.body ?? "")).toEqual({
    batch: { displayName: "bat_1.1", inputConfig: { requests: { requests } } },
  });
});

const refuse = (status: number) => answer(status, { error: { message: "PRIVATE" } });
test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["500", refuse(500), "ambiguous"],
  ["the answer has no name", answer(200, {}), "ambiguous"],
  ["400", refuse(400), "invalid"],
  ["413", refuse(413), "too_large"],
  ["429", refuse(429), "rate_limited"],
])("a create with requests, when %s: exactly one POST", async (_, behave, kind) => {
  await using file = await scratchFile(LINES.join("\n"));
  await using server = await startFakeServer(behave);
  const submit = sessionAt(server.baseUrl).submit(submission(file.path), patienceFor(behave));
  expect((await failure(submit)).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

const response = (text: string) => ({
  candidates: [{ content: { parts: [{ text }], role: "model" }, finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 2 },
});
const inlinedResponses = {
  inlinedResponses: [
    { response: response('a\n"b" ]}'), metadata: { key: "r2" } },
    { metadata: { key: "r1", of: "us" }, error: { code: 8, message: "no room" } },
    { response: response("no key") },
    "cut off",
  ],
};
/** With requests that look like results, and all there is twice, as the API writes it: over many lines. */
const echoed = { requests: { requests: [{ metadata: { key: "r1" }, request: inlinedResponses }] } };
const OPERATION = {
  name: "batches/1",
  metadata: {
    state: "BATCH_STATE_SUCCEEDED",
    inputConfig: echoed,
    output: { inlinedResponses },
    batchStats: { requestCount: "2", successfulRequestCount: "1", failedRequestCount: "1" },
  },
  done: true,
  response: { inlinedResponses },
};

test("the responses inside a batch are lines as those of a file, each once", async () => {
  await using server = await startFakeServer((_, reply) =>
    reply.end(JSON.stringify(OPERATION, null, 2)),
  );
  const session = sessionAt(server.baseUrl);
  const snapshot = await session.retrieve("batches/1");
  expect(snapshot).toMatchObject({
    ...{ remoteId: "batches/1", stagedId: null, resultFileIds: ["batches/1"] },
    counts: { total: 2, completed: 1, failed: 1 },
  });
  let text = "";
  for await (const bytes of await session.results("batches/1")) text += Buffer.from(bytes);
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  const [first, second, third] = lines.map((line) => readLine(line, GEMINI_RESULT_SHAPE));
  expect(first).toMatchObject({ customId: "r2", text: 'a\n"b" ]}', usage: { output: 2 } });
  expect(second).toMatchObject({ customId: "r1", message: "no room" });
  expect(third?.customId).toBeNull();
  expect(lines[3]).toBe('"cut off"');
  expect(lines).toHaveLength(4);
});

test("a page of batches with their responses is read as one without", async () => {
  await using server = await startFakeServer(answer(200, { operations: [OPERATION] }));
  const listed: unknown[] = [];
  for await (const batch of sessionAt(server.baseUrl).list(0)) listed.push(batch);
  expect(listed).toMatchObject([{ remoteId: "batches/1", resultFileIds: ["batches/1"] }]);
});

test.each<[string, string, string]>([
  ["is cut short", JSON.stringify(OPERATION).slice(0, -100), "server"],
  ["has no responses any more", JSON.stringify({ name: "batches/1" }), "unknown"],
])("a batch that %s is an error, not a batch without results", async (_, body, kind) => {
  await using server = await startFakeServer((_request, reply) => reply.end(body));
  const results = await sessionAt(server.baseUrl).results("batches/1");
  const read = async () => {
    for await (const _line of results);
  };
  await expect(read()).rejects.toMatchObject({ kind });
});

test("a batch with its requests and responses is removed, whether it has any or not", async () => {
  await using server = await startFakeServer((request, reply) => {
    const behave = request.method === "GET" ? answer(200, OPERATION) : answer(200, {});
    behave(request, reply);
  });
  const session = sessionAt(server.baseUrl);
  const snapshot = await session.retrieve("batches/1");
  await session.cleanUp(snapshot);
  await session.cleanUp({ ...snapshot, resultFileIds: [] });
  const removed = server.seen.filter(({ method }) => method === "DELETE");
  expect(removed.map(({ path }) => path)).toEqual(["/v1beta/batches/1", "/v1beta/batches/1"]);
});

/** An operation of about 100 MB whose responses are made while they are sent. */
async function bigServer(rows: number, rowBytes: number) {
  const server = createServer(async (_request, reply) => {
    reply.write('{"name":"batches/1","metadata":{"state":"BATCH_STATE_SUCCEEDED","output":');
    reply.write('{"inlinedResponses":{"inlinedResponses":[');
    const text = "x".repeat(rowBytes);
    for (let i = 0; i < rows; i += 1) {
      const one = JSON.stringify({ response: response(text), metadata: { key: `r${i}` } });
      const went = reply.write(i === 0 ? one : `,${one}`);
      if (!went) await new Promise((resolve) => reply.once("drain", resolve));
    }
    reply.end(']}}},"done":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

test("neither a look at a batch nor the reading of its results holds its responses in memory", async () => {
  const rowBytes = 200_000;
  const rows = 300;
  const session = sessionAt(await bigServer(rows, rowBytes));
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  // What is garbage already does not count, however late it would be collected.
  const look = () => {
    collectGarbage();
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  };
  const snapshot = await session.retrieve("batches/1");
  look();
  let read = 0;
  let lines = 0;
  for await (const line of await session.results(snapshot.resultFileIds[0] ?? "")) {
    read += line.length;
    if (++lines % 30 === 0) look();
  }
  expect(read).toBeGreaterThan(rows * rowBytes);
  expect(most).toBeLessThan((rows * rowBytes) / 2);
});
