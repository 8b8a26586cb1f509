import { open } from "node:fs/promises";

/** A stream of a file whose beginning can be looked at before it is read. */
export interface Source {
  readonly bytesRead: number;
  /** The first bytes, fewer only where the file is shorter. Call it before `bytes` or `save`. */
  head(bytes: number): Promise<Buffer>;
  /** The whole file, the head included. Once. */
  bytes(): AsyncGenerator<Uint8Array>;
  /** Writes the whole file to a private file. */
  save(path: string): Promise<void>;
  /** Lets go of the stream, also in the middle. */
  close(): Promise<void>;
}

export function openSource(
  stream: AsyncIterable<Uint8Array>,
  onProgress?: (bytesRead: number) => void,
): Source {
  const iterator = stream[Symbol.asyncIterator]();
  let held: Uint8Array[] = [];
  let bytesRead = 0;

  async function next(): Promise<Uint8Array | null> {
    const step = await iterator.next();
    if (step.done) return null;
    bytesRead += step.value.length;
    onProgress?.(bytesRead);
    return step.value;
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    const first = held;
    held = [];
    yield* first;
    for (let chunk = await next(); chunk !== null; chunk = await next()) yield chunk;
  }

  return {
    get bytesRead() {
      return bytesRead;
    },
    head: async (wanted) => {
      while (bytesRead < wanted) {
        const chunk = await next();
        if (chunk === null) break;
        held.push(chunk);
      }
      return Buffer.concat(held).subarray(0, wanted);
    },
    bytes,
    save: (path) => save(path, bytes()),
    close: async () => {
      await iterator.return?.();
    },
  };
}

async function save(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    for await (const chunk of bytes) await file.write(chunk);
  } finally {
    await file.close();
  }
}
