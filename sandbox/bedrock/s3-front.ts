import type { IncomingMessage } from "node:http";
import type { BatchRecord } from "../engine/batch-record";
import { listBatches } from "../engine/batches";
import type { Engine } from "../engine/engine";
import { downloadFile, findFile, removeFile } from "../engine/files";
import type { Call } from "../engine/provider";
import type { Reply } from "../http";
import { isForS3 } from "./authorize";
import { forward } from "./bucket";
import { refuse, s3Fault, statusFault } from "./errors";
import { resultUri } from "./job-wire";

/**
 * The bucket's server, reached at the sandbox's own address, so that the faults of the plan can be laid on what goes to S3
 * too. All is handed on; results are given out of the sandbox's copy, which a fault may cut.
 */
export async function serveS3(engine: Engine, { req, account }: Call): Promise<Reply> {
  if (!isForS3(req)) return refuse(statusFault(404, "UnknownOperationException"));
  const store = engine.objectStore ?? null;
  if (store === null) return s3Fault(503);
  const answer = await forward(store, req);
  const result = resultAt(engine, account, req);
  const good = answer.statusCode === 200;
  if (good && req.method === "GET" && result !== null) {
    const file = findFile(engine, account, result.outputFileId);
    if (file !== null) {
      answer.destroy();
      return downloadFile(engine, file, {});
    }
  }
  if (req.method === "DELETE" && result !== null) removeFile(engine, result.outputFileId);
  return replyOf(answer);
}

/** The job whose results the path names. */
function resultAt(engine: Engine, account: string, req: IncomingMessage): BatchRecord | null {
  const { pathname } = new URL(req.url ?? "/", "http://s3");
  const uri = `s3:/${decodeURIComponent(pathname)}`;
  if (!uri.endsWith(".out")) return null;
  return listBatches(engine, account).find((batch) => resultUri(batch) === uri) ?? null;
}

const KEPT = ["etag", "last-modified", "content-range", "x-amz-request-id", "x-amz-version-id"];

async function replyOf(answer: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const headers: Record<string, string> = {};
  // A HEAD tells the length of what it does not send.
  for (const name of answer.complete ? [...KEPT, "content-length"] : KEPT) {
    const value = answer.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  const contentType = answer.headers["content-type"] ?? "application/octet-stream";
  const body = { type: "bytes" as const, contentType, bytes: Buffer.concat(chunks) };
  return { status: answer.statusCode ?? 502, headers, body };
}
