import { expect, test } from "vitest";
import { type ArchiveFile, zipArchive } from "./archive";

const PIECE = Buffer.alloc(64 * 1024, "a");

/** A file of so many pieces, which tells how many were taken and whether it was closed. */
function longFile(pieces: number) {
  const told = { taken: 0, closed: false };
  async function* bytes() {
    try {
      for (; told.taken < pieces; told.taken += 1) yield PIECE;
    } finally {
      told.closed = true;
    }
  }
  return { told, file: { path: "long.txt", bytes: bytes() } };
}

async function* files(...given: readonly ArchiveFile[]): AsyncGenerator<ArchiveFile> {
  yield* given;
}

const last = () => ({ path: "last.txt", bytes: one("end") });

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

test("nothing is read before somebody takes it, and what is open is closed when they leave", async () => {
  const { told, file } = longFile(100_000);
  for await (const _ of zipArchive(files(file), last)) {
    if (told.taken > 10) break;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  // It shrinks a thousandfold, so buffers on the way hold much of it; all of it would be 6.5 GB.
  expect(told.taken).toBeLessThan(50_000);
  expect(told.closed).toBe(true);
});

test("a file that cannot be read ends the archive with its error", async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield PIECE;
    throw new Error("a damaged object");
  }
  const archive = zipArchive(files({ path: "broken.txt", bytes: broken() }), last);
  await expect(
    (async () => {
      for await (const _ of archive);
    })(),
  ).rejects.toThrow("a damaged object");
});

test("the last file is told what was written", async () => {
  const written: unknown[] = [];
  const archive = zipArchive(
    files({ path: "a.txt", bytes: one("abc") }, { path: "b.txt", bytes: one("") }),
    (all) => {
      written.push(...all);
      return last();
    },
  );
  for await (const _ of archive);
  expect(written).toMatchObject([
    { path: "a.txt", bytes: 3, sha256: expect.stringMatching(/^ba7816bf/) },
    { path: "b.txt", bytes: 0, sha256: expect.stringMatching(/^e3b0c442/) },
  ]);
});
