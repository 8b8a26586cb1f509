import { open } from "node:fs/promises";
import type { ObjectSize, Storage } from "../storage/storage";

/**
 * Stores what the provider returned as one object, byte for byte and in the order given; a file that does not end
 * with a line feed gets one, so that its last line and the next file's first stay two.
 */
export function storeRaw(
  storage: Storage,
  key: string,
  rawPaths: readonly string[],
): Promise<ObjectSize> {
  return storage.put(key, joinedFiles(rawPaths), { compress: true });
}

const READ_BYTES = 1 << 20;
const LINE_FEED = 0x0a;

async function* joinedFiles(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    const file = await open(path, "r");
    let last = LINE_FEED;
    try {
      for (;;) {
        const { buffer, bytesRead } = await file.read(
          Buffer.allocUnsafe(READ_BYTES),
          0,
          READ_BYTES,
        );
        if (bytesRead === 0) break;
        last = buffer[bytesRead - 1] ?? LINE_FEED;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
    if (last !== LINE_FEED) yield Buffer.from([LINE_FEED]);
  }
}
