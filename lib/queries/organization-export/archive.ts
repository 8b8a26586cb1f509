import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ZipFile } from "yazl";

/** A file of an archive, read when its turn comes. */
export interface ArchiveFile {
  /** Within the archive, with `/` between folders. */
  readonly path: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file as the manifest tells it, of what was really written. */
export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A zip archive of files, made while it is read: one file is open at a time, and memory does not grow with any of them.
 * `last` makes one more file of what was written. Sizes may go past 4 GiB (zip64).
 */
export async function* zipArchive(
  files: AsyncIterable<ArchiveFile>,
  last: (written: readonly ArchivedFile[]) => ArchiveFile,
): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = Readable.from(zip.outputStream);
  const open: { now?: Readable } = {};
  zip.on("error", (error) => output.destroy(error));
  fill(zip, files, last, open).catch((error) => output.destroy(error));
  try {
    yield* output;
  } finally {
    // Whoever reads has gone away: what is open is closed.
    open.now?.destroy();
  }
}

async function fill(
  zip: ZipFile,
  files: AsyncIterable<ArchiveFile>,
  last: (written: readonly ArchivedFile[]) => ArchiveFile,
  open: { now?: Readable },
): Promise<void> {
  const written: ArchivedFile[] = [];
  const add = async ({ path, bytes }: ArchiveFile) => {
    const hash = createHash("sha256");
    const count = { bytes: 0 };
    const stream = Readable.from(measured(bytes, hash, count), { objectMode: false });
    open.now = stream;
    zip.addReadStream(stream, path, { compressionLevel: FAST, forceZip64Format: true });
    await finished(stream);
    written.push({ path, bytes: count.bytes, sha256: hash.digest("hex") });
  };
  for await (const file of files) await add(file);
  await add(last([...written]));
  zip.end();
}

/** Text shrinks to about a third even so, at several times the speed of the best. */
const FAST = 1;

async function* measured(
  bytes: AsyncIterable<Uint8Array>,
  hash: { update(chunk: Uint8Array): unknown },
  count: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    count.bytes += chunk.length;
    yield chunk;
  }
}
