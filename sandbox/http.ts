import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

/** What a route answers; the shell decides whether, when and how much of it goes out. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: ReplyBody;
}

type ReplyBody =
  | { type: "json"; value: unknown }
  /** As it is, of this content type. */
  | { type: "text"; contentType: string; text: string }
  | { type: "bytes"; contentType: string; bytes: Buffer }
  /** The first `bytes` bytes of a file. */
  | { type: "file"; path: string; bytes: number };

export function json(status: number, value: unknown, headers?: Record<string, string>): Reply {
  return { status, body: { type: "json", value }, ...(headers ? { headers } : {}) };
}

/** Sends the whole reply. A client that goes away meanwhile is no error. */
export async function send(res: ServerResponse, reply: Reply): Promise<void> {
  if (reply.body.type !== "file") {
    const { type, bytes } = inMemory(reply.body);
    writeHead(res, reply, type, bytes.length);
    res.end(bytes);
    return;
  }
  writeHead(res, reply, "application/octet-stream", reply.body.bytes);
  if (reply.body.bytes === 0) {
    res.end();
    return;
  }
  const source = createReadStream(reply.body.path, { end: reply.body.bytes - 1 });
  await pipeline(source, res).catch(() => res.destroy());
}

/** Announces the whole reply, sends half of its bytes and cuts the connection. */
export async function sendHalf(res: ServerResponse, reply: Reply): Promise<void> {
  if (reply.body.type !== "file") {
    const { type, bytes } = inMemory(reply.body);
    writeHead(res, reply, type, bytes.length);
    await writeAll(res, bytes.subarray(0, bytes.length >> 1));
  } else {
    writeHead(res, reply, "application/octet-stream", reply.body.bytes);
    const end = (reply.body.bytes >> 1) - 1;
    if (end >= 0) {
      for await (const chunk of createReadStream(reply.body.path, { end })) {
        await writeAll(res, chunk as Buffer);
      }
    }
  }
  res.destroy();
}

/** Reads the rest of a request so that the answer can be received. */
export async function drain(req: IncomingMessage): Promise<void> {
  if (req.complete || req.destroyed) return;
  req.resume();
  await new Promise<void>((resolve) => {
    req.once("end", resolve);
    req.once("close", resolve);
  });
}

/** The body as bytes, or null when it is longer than `maxBytes` (the rest is read and dropped). */
export async function readBody(req: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req) {
    length += (chunk as Buffer).length;
    if (length <= maxBytes) chunks.push(chunk as Buffer);
  }
  return length <= maxBytes ? Buffer.concat(chunks) : null;
}

/** The JSON value of a body, or undefined when it is none. */
export function parseJson(bytes: Buffer | null): unknown {
  try {
    return JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    return undefined;
  }
}

function inMemory(body: Exclude<ReplyBody, { type: "file" }>): { type: string; bytes: Buffer } {
  if (body.type === "bytes") return { type: body.contentType, bytes: body.bytes };
  if (body.type === "text") return { type: body.contentType, bytes: Buffer.from(body.text) };
  return { type: "application/json", bytes: Buffer.from(JSON.stringify(body.value)) };
}

function writeHead(res: ServerResponse, reply: Reply, type: string, length: number): void {
  res.writeHead(reply.status, {
    "content-type": type,
    "content-length": String(length),
    ...reply.headers,
  });
}

async function writeAll(res: ServerResponse, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    res.write(bytes, () => resolve());
  });
}
