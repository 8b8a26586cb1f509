import { mkdtemp, open, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openClient as openGroq } from "./groq/client";
import { openClient as openMistral } from "./mistral/client";
import { openClient as openOpenAi } from "./openai/client";
import { openClient as openTogether } from "./together/client";

const FILE_MB = 256;
const closing: (() => unknown)[] = [];

afterAll(() => Promise.all(closing.map((close) => close())));

test.each([
  ["openai", openOpenAi],
  ["groq", openGroq],
  ["mistral", openMistral],
  ["together", openTogether],
])("an upload to %s holds pieces of the file in memory, not the file", async (_, openClient) => {
  let received = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end('{"id":"file-1"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = await mkdtemp(join(tmpdir(), "upload-memory-"));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, "zeros");
  await using file = await open(path, "w");
  await file.truncate(FILE_MB * 1e6);

  const { port } = server.address() as AddressInfo;
  const client = openClient({
    apiKey: "sk-test",
    baseUrl: `http://127.0.0.1:${port}/v1`,
    settings: {},
  });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  await client.upload({ path, fileName: "zeros.jsonl" });
  clearInterval(watch);

  expect(received).toBeGreaterThan(FILE_MB * 1e6);
  expect(most).toBeLessThan((FILE_MB * 1e6) / 2);
});
