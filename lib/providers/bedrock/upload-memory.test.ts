import { mkdtemp, open, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { awsAccount } from "./aws-settings";
import { openBucket } from "./objects";

const FILE_MB = 200;

test("an upload goes in parts, and holds parts of the file in memory, not the file", async () => {
  let received = 0;
  let parts = 0;
  const server = createServer((request, response) => {
    const isPart = request.url?.includes("partNumber=") === true;
    request.on("data", (chunk: Buffer) => {
      if (isPart) received += chunk.length;
    });
    request.on("end", () => {
      if (isPart) parts += 1;
      const opened = request.url?.includes("uploads") === true;
      const root = opened ? "InitiateMultipartUploadResult" : "CompleteMultipartUploadResult";
      response.writeHead(200, { "content-type": "application/xml", etag: '"part"' });
      response.end(isPart ? "" : `<?xml version="1.0"?><${root}><UploadId>u</UploadId></${root}>`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const folder = await mkdtemp(join(tmpdir(), "upload-memory-"));
  const path = join(folder, "zeros");
  try {
    await using file = await open(path, "w");
    await file.truncate(FILE_MB * 1e6);
    const settings = {
      ...{ accessKeyId: "AKIAIOSFODNN7EXAMPLE", region: "us-east-1", bucket: "my-batches" },
      ...{ roleArn: "arn:aws:iam::123456789012:role/batch" },
      s3Endpoint: `http://127.0.0.1:${port}`,
    };
    const bucket = openBucket(awsAccount({ apiKey: "sk-test", baseUrl: null, settings }));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    await bucket.put("zeros.jsonl", path);
    clearInterval(watch);
    expect(received).toBe(FILE_MB * 1e6);
    expect(parts).toBe(Math.ceil((FILE_MB * 1e6) / (8 * 1024 * 1024)));
    expect(most).toBeLessThan((FILE_MB * 1e6) / 2);
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
}, 30_000);
