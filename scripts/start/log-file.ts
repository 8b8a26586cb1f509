import { existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs";
import path from "node:path";

const ROTATE_BYTES = 10_000_000;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** The log of a process: `logs/NAME.log`, and `NAME.log.1` for what came before. */
export interface LogFile {
  readonly path: string;
  /** Opens it for writing at its end; a file that has grown past 10 MB is put aside first. Give it back with `close`. */
  open(): number;
  /** The last line that says something; empty when there is none. */
  lastLine(): string;
}

export function logFile(dataDir: string, name: string): LogFile {
  const file = path.join(dataDir, "logs", `${name}.log`);
  return {
    path: file,
    open() {
      mkdirSync(path.dirname(file), { recursive: true, mode: PRIVATE_FOLDER });
      if (existsSync(file) && statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
      return openSync(file, "a", PRIVATE_FILE);
    },
    lastLine: () =>
      existsSync(file) ? (readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "") : "",
  };
}
