import { createHash } from "node:crypto";
import { appendFile, open, rename, rm } from "node:fs/promises";

/** A file that grows at its end and knows its own digest. */
export interface HashedFile {
  /** Appends a finished file, which is gone afterwards. */
  addFile(path: string): Promise<void>;
  addText(text: string): Promise<void>;
  /** Bytes and lower-case hex SHA-256 of all that was added. Once only. */
  finish(): { readonly bytes: number; readonly sha256: string };
}

const READ_BYTES = 1 << 20;

/** Begins an empty file at `path`, replacing what is there. The first file added is moved there, not copied. */
export async function hashedFile(path: string): Promise<HashedFile> {
  const hash = createHash("sha256");
  let bytes = 0;
  await rm(path, { force: true });
  await appendFile(path, "", { mode: 0o600 });
  return {
    addFile: async (added) => {
      const first = bytes === 0;
      for await (const chunk of chunksOf(added)) {
        hash.update(chunk);
        bytes += chunk.length;
        if (!first) await appendFile(path, chunk);
      }
      if (first) await rename(added, path);
      else await rm(added);
    },
    addText: async (text) => {
      const chunk = Buffer.from(text);
      hash.update(chunk);
      bytes += chunk.length;
      await appendFile(path, chunk);
    },
    finish: () => ({ bytes, sha256: hash.digest("hex") }),
  };
}

/** One buffer, filled again and again: use each chunk before asking for the next. */
async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
