import { open } from "node:fs/promises";

/** A private scratch file that is written line by line. */
export interface TextFile {
  readonly path: string;
  /** So many lines were added. */
  readonly lines: number;
  /** UTF-8 bytes, line ends included. */
  readonly bytes: number;
  readonly longestLine: number;
  /** Takes a line, without its end, into memory. */
  add(line: string): void;
  /** Writes what is held to disk. */
  settle(): Promise<void>;
  /** Does the same and lets go of the file. */
  close(): Promise<void>;
}

/** Opens a new file at `path` (mode 0600). */
export async function textFile(path: string): Promise<TextFile> {
  const file = await open(path, "w", 0o600);
  let held: string[] = [];
  const sums = { lines: 0, bytes: 0, longestLine: 0 };
  const settle = async () => {
    const text = held.join("");
    held = [];
    if (text !== "") await file.write(text);
  };
  return {
    path,
    get lines() {
      return sums.lines;
    },
    get bytes() {
      return sums.bytes;
    },
    get longestLine() {
      return sums.longestLine;
    },
    add(line) {
      const bytes = Buffer.byteLength(line) + 1;
      held.push(`${line}\n`);
      sums.lines++;
      sums.bytes += bytes;
      sums.longestLine = Math.max(sums.longestLine, bytes);
    },
    settle,
    async close() {
      await settle();
      await file.close();
    },
  };
}
