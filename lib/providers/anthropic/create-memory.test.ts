import { mkdtemp, open, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClient } from "./client";

const FILE_MB = 256;
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

async function bigFile() {
  const folder = await mkdtemp(join(tmpdir(), "create-memory-"));
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "zeros");
  await using file = await open(path, "w");
  await file.truncate(FILE_MB * 1e6);
  return path;
}

async function serverThat(reads: boolean, onData: (chunk: Buffer) => void) {
  const server = createServer((request, response) => {
    if (!reads) return;
    request.on("data", onData);
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      const counts = { processing: 1, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
      const created_at = "2026-11-23T12:00:00Z";
      response.end(JSON.stringify({ id: "msgbatch_1", request_counts: counts, created_at }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return openClient({ apiKey: "sk-test", baseUrl: `http://127.0.0.1:${port}`, settings: {} });
}

test("a create holds pieces of the file in memory, not the file", async () => {
  let received = 0;
  const client = await serverThat(true, (chunk) => {
    received += chunk.length;
  });
  const path = await bigFile();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  await client.createBatch(path, 60_000);
  clearInterval(watch);
  expect(received).toBe(FILE_MB * 1e6 + 15);
  expect(most).toBeLessThan((FILE_MB * 1e6) / 2);
});

test("a create that is given up while it is still being sent has made nothing", async () => {
  const client = await serverThat(false, () => undefined);
  const path = await bigFile();
  await expect(client.createBatch(path, 500)).rejects.toMatchObject({ kind: "timeout" });
});
