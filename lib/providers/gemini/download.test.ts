import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { isProviderError } from "../../errors";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { openClient } from "./client";

/** Longer than any answer here takes on a busy machine, and short enough to wait for. */
const TIMEOUTS = { callMs: 2_000, idleMs: 1_500 };

const contentAt = (baseUrl: string) =>
  openClient(
    { apiKey: "AIza-test", baseUrl: new URL(baseUrl).origin, settings: {} },
    TIMEOUTS,
  ).content("files/batch-1");

async function read(chunks: AsyncIterable<Uint8Array>) {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    return { text, kind: null };
  } catch (error) {
    return { text, kind: isProviderError(error) ? error.kind : error };
  }
}

test("the bytes come as they are", async () => {
  await using server = await startFakeServer((_, response) => response.end("a\né\n{broken"));
  expect(await read(await contentAt(server.baseUrl))).toEqual({
    text: "a\né\n{broken",
    kind: null,
  });
  expect(server.seen[0]?.path).toBe("/download/v1beta/files/batch-1:download?alt=media");
  expect(server.seen[0]?.headers["x-goog-api-key"]).toBe("AIza-test");
});

test.each<[string, Record<string, string>]>([
  ["of known length", { "content-length": "1000" }],
  ["of unknown length", {}],
])("a body %s that is cut short is an error after its bytes", async (_, headers) => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200, headers);
    response.write("first\nsec", () => setTimeout(() => response.socket?.destroy(), 30));
  });
  expect(await read(await contentAt(server.baseUrl))).toEqual({
    text: "first\nsec",
    kind: "network",
  });
});

test("a body that stands still is given up, one that moves is not", async () => {
  await using still = await startFakeServer((_, response) => {
    response.writeHead(200);
    response.write("first\n");
  });
  expect(await read(await contentAt(still.baseUrl))).toEqual({ text: "first\n", kind: "timeout" });
  await using slow = await startFakeServer(async (_, response) => {
    for (let i = 0; i < 6; i += 1) {
      response.write(`${i}`);
      await sleep(400);
    }
    response.end();
  });
  expect(await read(await contentAt(slow.baseUrl))).toEqual({ text: "012345", kind: null });
});

test("leaving early closes the connection", async () => {
  let closed = false;
  await using server = await startFakeServer((_, response) => {
    response.on("close", () => {
      closed = true;
    });
    const more = () => response.write("x".repeat(65_536), () => setImmediate(more));
    more();
  });
  for await (const _ of await contentAt(server.baseUrl)) break;
  await expect.poll(() => closed).toBe(true);
});

const gone = answer(404, { error: { code: 404, message: "gone", status: "NOT_FOUND" } });
const elsewhere = answer(302, "", { location: "http://127.0.0.1:9/" });
test.each<[string, Behaviour, string]>([
  ["404", gone, "not_found"],
  ["503", answer(503, {}), "server"],
  ["silence", () => undefined, "timeout"],
  ["a redirect", elsewhere, "unknown"],
])("%s is told before any byte", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  await expect(contentAt(server.baseUrl)).rejects.toMatchObject({ kind });
  expect(server.seen).toHaveLength(1);
});
