import { mkdtemp, open, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClient } from "./client";

const FILE_BYTES = 192_000_000;
const closing: (() => unknown)[] = [];

afterAll(() => Promise.all(closing.map((close) => close())));

test("an upload holds pieces of the file in memory, not the file", async () => {
  let received = 0;
  const server = createServer((request, response) => {
    const command = request.headers["x-goog-upload-command"];
    if (command !== "start") {
      request.on("data", (chunk: Buffer) => {
        received += chunk.length;
      });
    }
    request.resume();
    request.on("end", () => {
      const url = `http://${request.headers.host}/upload/v1beta/files?upload_id=1`;
      const status = command === "upload, finalize" ? "final" : "active";
      response.writeHead(200, { "x-goog-upload-url": url, "x-goog-upload-status": status });
      response.end('{"file":{"name":"files/1","state":"ACTIVE"}}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(join(tmpdir(), "gemini-memory-"));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
    () => rm(folder, { recursive: true }),
  );
  const path = join(folder, "zeros");
  await using file = await open(path, "w");
  await file.truncate(FILE_BYTES);

  const { port } = server.address() as AddressInfo;
  const account = { apiKey: "AIza-test", baseUrl: `http://127.0.0.1:${port}`, settings: {} };
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  await openClient(account).upload({ path, fileName: "zeros.jsonl" });
  clearInterval(watch);

  expect(received).toBe(FILE_BYTES);
  expect(most).toBeLessThan(FILE_BYTES / 2);
});
