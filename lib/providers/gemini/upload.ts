import { open } from "node:fs/promises";
import { ProviderError } from "../../errors";
import { guard } from "../guard";
import { createIdleLimit } from "../idle-limit";
import type { RequestFile } from "../provider";
import { readFile, STREAMED } from "../transfer";
import { type WireFile, wireUploaded } from "./wire";

/** One request to the API, by its path; the key goes with it. Throws for anything but a success. */
export type Send = (path: string, signal: AbortSignal, init?: RequestInit) => Promise<Response>;

/**
 * Google's resumable upload (Files API guide, read 2026-11-23): a start, then the whole file in one request, streamed from
 * the disk. Not by the SDK, whose pieces pile up in memory (measured on Node 20.20 with @google/genai 2.32: 1,030 MB for a
 * file of 1,000 MB). One that fails leaves at most a file that nobody pays for, so it is not `creates`. `idleMs` is the
 * longest standstill.
 */
export async function uploadFile(
  send: Send,
  { path, fileName }: RequestFile,
  idleMs: number,
): Promise<WireFile> {
  const handle = await open(path);
  const idle = createIdleLimit(idleMs);
  try {
    return await guard("upload", false, idle.signal, async (signal) => {
      const { size } = await handle.stat();
      const place = await startUpload(send, fileName, size, signal);
      const headers = {
        "content-length": String(size),
        "x-goog-upload-command": "upload, finalize",
        "x-goog-upload-offset": "0",
      };
      // Node's `fetch` takes what it can iterate over, and the types know it not.
      const body = readFile(handle, idle) as unknown as ReadableStream<Uint8Array>;
      const init = { ...STREAMED, method: "POST", headers, body, duplex: "half" } as const;
      const response = await send(place, signal, init);
      return wireUploaded.parse(await response.json()).file;
    });
  } finally {
    idle.pause();
    await handle.close();
  }
}

/** Where the bytes go. Of the address given, its path alone counts, so that the key goes nowhere else. */
async function startUpload(
  send: Send,
  fileName: string,
  size: number,
  signal: AbortSignal,
): Promise<string> {
  const response = await send("/upload/v1beta/files", signal, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      "x-goog-upload-header-content-length": String(size),
      "x-goog-upload-header-content-type": MIME_TYPE,
    },
    body: JSON.stringify({ file: { displayName: fileName, mimeType: MIME_TYPE } }),
  });
  await response.arrayBuffer();
  const url = response.headers.get("x-goog-upload-url") ?? "";
  const place = URL.canParse(url) ? /\/upload\/.*$/.exec(new URL(url).pathname)?.[0] : undefined;
  if (place === undefined) {
    throw new ProviderError("unknown", "upload: the provider names no place for the file");
  }
  return place + new URL(url).search;
}

const MIME_TYPE = "application/jsonl";
