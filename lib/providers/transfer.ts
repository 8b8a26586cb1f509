import type { FileHandle } from "node:fs/promises";
import { guard } from "./guard";
import { createIdleLimit, type IdleLimit } from "./idle-limit";

/**
 * For a body that is sent in pieces. Without these two, Node's `fetch` keeps a second copy of the whole body in memory,
 * ready for a redirect (measured on Node 20.20: 800 MB for an upload of 800 MB).
 */
export const STREAMED = { redirect: "error", window: null } as const;

/** The SDKs' own time limits end with the headers and span a whole upload; ours do neither. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** A file piece by piece; each one counts as a movement. The handle stays open. */
export async function* readFile(handle: FileHandle, idle: IdleLimit): AsyncGenerator<Uint8Array> {
  const stream = handle.createReadStream({ autoClose: false, highWaterMark: 256 * 1024 });
  for await (const chunk of stream) {
    idle.touch();
    yield chunk;
  }
}

/**
 * Opens a download and gives its bytes as they arrive; `idleMs` is the longest standstill, also before the first. `label` is
 * what errors call it.
 */
export async function download(
  idleMs: number,
  open: (signal: AbortSignal) => Promise<Response>,
  label = "download",
): Promise<AsyncGenerator<Uint8Array>> {
  const idle = createIdleLimit(idleMs);
  try {
    const response = await guard(label, false, idle.signal, open);
    return readBody(response.body, idle, label);
  } finally {
    idle.pause();
  }
}

/** The bytes as they arrive. A body cut short is an error, never an end. Leaving early closes the connection. */
async function* readBody(
  body: ReadableStream<Uint8Array> | null,
  idle: IdleLimit,
  label: string,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      idle.touch();
      const { done, value } = await guard(label, false, idle.signal, () => reader.read());
      idle.pause();
      if (done) return;
      yield value;
    }
  } finally {
    idle.pause();
    await reader.cancel().catch(() => undefined);
  }
}
