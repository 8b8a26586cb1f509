import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LakeSession } from "./engine";
import { SLICE_READER } from "./slice-format";
import { quoteLiteral } from "./sql";

const EXCERPT_CHARACTERS = 200;
/** Enough bytes for that many characters. */
const EXCERPT_BYTES = 4 * EXCERPT_CHARACTERS;

/** The rejected records of an import, kept on disk because every line of a large file may be one. */
export class RejectLog {
  count = 0;
  #held: string[] = [];
  readonly #path: string;

  constructor(dir: string) {
    this.#path = join(dir, "rejects");
  }

  add(line: number, reason: string, excerpt: string): void {
    this.count++;
    this.#held.push(`${line}\x01${reason}\x01\x03${excerpt}\x03\n`);
  }

  /** Moves what is held in memory to disk. */
  async settle(): Promise<void> {
    if (this.#held.length === 0) return;
    const text = this.#held.join("");
    this.#held = [];
    await appendFile(this.#path, text, { mode: 0o600 });
  }

  /** Writes `rejects.parquet` (line BIGINT, reason, excerpt, in the order of the file) and gives its path. */
  async writeParquet(session: LakeSession): Promise<string> {
    await this.settle();
    await appendFile(this.#path, "", { mode: 0o600 });
    const target = `${this.#path}.parquet`;
    await session.run(
      `COPY (SELECT * FROM read_csv(${quoteLiteral(this.#path)}, ${SLICE_READER},
          columns = {line: 'BIGINT', reason: 'VARCHAR', excerpt: 'VARCHAR'}))
        TO ${quoteLiteral(target)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await writeFile(this.#path, "");
    return target;
  }
}

/** The beginning of a record for people: at most 200 characters, bytes that are not text shown as `�`. */
export function excerptOf(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start, Math.min(end, start + EXCERPT_BYTES));
  return [...text.replaceAll(UNREADABLE, "\ufffd")].slice(0, EXCERPT_CHARACTERS).join("");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it replaces
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
