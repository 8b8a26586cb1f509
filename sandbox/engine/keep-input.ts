import {
  appendFileSync,
  closeSync,
  copyFileSync,
  linkSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import type { PlannedSegment } from "./batch-record";
import type { Engine } from "./engine";

/** Gives a batch its own link to its input file, or one copy of several, one after the other. */
export function keepFiles(engine: Engine, fileIds: readonly string[], batchId: string): void {
  const [first = "", ...rest] = fileIds.map(engine.paths.content);
  const path = engine.paths.input(batchId);
  if (rest.length === 0) {
    linkSync(first, path);
    return;
  }
  copyFileSync(first, path);
  for (const next of rest) {
    const before = readFileSync(path);
    const lineEnd = before.length === 0 || before.at(-1) === 0x0a ? "" : "\n";
    appendFileSync(path, lineEnd);
    appendFileSync(path, readFileSync(next));
  }
}

const SEGMENT_CHARS = 1024 * 1024;

/** Writes lines that came in a request as the batch's input; where the rows lie in it. */
export function keepLines(
  engine: Engine,
  lines: Iterable<string>,
  batchId: string,
): PlannedSegment[] {
  const plan: PlannedSegment[] = [];
  const file = openSync(engine.paths.input(batchId), "w", 0o600);
  let waiting: string[] = [];
  let chars = 0;
  const write = () => {
    const last = plan.at(-1);
    const start = last?.end ?? 0;
    const firstLine = last === undefined ? 1 : last.firstLine + last.lines;
    const bytes = Buffer.from(`${waiting.join("\n")}\n`);
    writeSync(file, bytes);
    const count = waiting.length;
    plan.push({ start, end: start + bytes.length, firstLine, lines: count, rows: count });
    waiting = [];
    chars = 0;
  };
  try {
    for (const line of lines) {
      waiting.push(line);
      chars += line.length;
      if (chars >= SEGMENT_CHARS) write();
    }
    if (waiting.length > 0) write();
  } finally {
    closeSync(file);
  }
  return plan;
}
