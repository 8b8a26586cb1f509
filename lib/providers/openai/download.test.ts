import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { isProviderError } from "../../errors";
import { type Behaviour, refuse, startFakeServer } from "../../testing/fake-server";
import { openClient } from "./client";

/** Longer than any answer here takes on a busy machine, and short enough to wait for. */
const TIMEOUTS = { callMs: 2_000, idleMs: 1_500 };

const contentAt = (baseUrl: string) =>
  openClient({ apiKey: "sk-test", baseUrl, settings: {} }, TIMEOUTS).content("file-1");

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
  expect(server.seen[0]?.path).toBe("/v1/files/file-1/content");
});

test("an empty file is no bytes", async () => {
  await using server = await startFakeServer((_, response) => response.end());
  expect(await read(await contentAt(server.baseUrl))).toEqual({ text: "", kind: null });
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

test("a body that stands still is given up", async () => {
  await using server = await startFakeServer((_, response) => {
    response.writeHead(200);
    response.write("first\n");
  });
  expect(await read(await contentAt(server.baseUrl))).toEqual({ text: "first\n", kind: "timeout" });
});

test("a body that moves may take longer than the idle limit", async () => {
  await using server = await startFakeServer(async (_, response) => {
    for (let i = 0; i < 6; i += 1) {
      response.write(`${i}`);
      await sleep(400);
    }
    response.end();
  });
  expect(await read(await contentAt(server.baseUrl))).toEqual({ text: "012345", kind: null });
});

test("a reader that takes its time is not idle", async () => {
  await using server = await startFakeServer((_, response) => {
    response.write("one");
    setTimeout(() => response.end("two"), 30);
  });
  let text = "";
  for await (const chunk of await contentAt(server.baseUrl)) {
    text += Buffer.from(chunk).toString("utf8");
    await sleep(2_000);
  }
  expect(text).toBe("onetwo");
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

test.each<[Behaviour, string]>([
  [refuse(404), "not_found"],
  [refuse(401), "auth"],
  [refuse(503), "server"],
  [() => undefined, "timeout"],
])("an answer that is no file: %# is told before any byte", async (behave, kind) => {
  await using server = await startFakeServer(behave);
  await expect(contentAt(server.baseUrl)).rejects.toMatchObject({ kind });
  expect(server.seen).toHaveLength(1);
});
