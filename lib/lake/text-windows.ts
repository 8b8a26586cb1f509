import type { LakeSession } from "./engine";

/** Consecutive row numbers, both included. */
export interface RowRange {
  readonly firstRow: number;
  readonly lastRow: number;
}

/**
 * The engine works on 2,048 rows at a time, on every core, collects small groups of rows up to that number, and holds
 * several copies of their text. With more text than this in such a step it runs out of its memory (tried, with
 * 256 MB: 32 rows of 1 MB rendered, 20,000 rows of 100 kB joined).
 */
export const RENDER_STEP_BYTES = 4 * 1024 * 1024;
export const JOIN_STEP_BYTES = 16 * 1024 * 1024;
export const STEP_ROWS = 2048;

/**
 * Cuts rows into ranges that the engine can work on one after the other. `bytesQuery` gives the bytes of text of each
 * row (one DOUBLE), in order; the first is row `firstRow`. Null where nothing needs cutting, else ranges of at most
 * `maxBytes`; a larger row stands alone.
 */
export async function textWindows(
  session: LakeSession,
  bytesQuery: string,
  firstRow: number,
  maxBytes: number,
): Promise<RowRange[] | null> {
  const ranges: RowRange[] = [];
  let row = firstRow;
  let begin = row;
  let held = 0;
  let dense = false;
  const step = stepMeter(maxBytes);
  for await (const chunk of session.columns(bytesQuery)) {
    for (const bytes of chunk.numbers(0).subarray(0, chunk.rowCount)) {
      if (row > begin && held + Number(bytes) > maxBytes) {
        ranges.push({ firstRow: begin, lastRow: row - 1 });
        begin = row;
        held = 0;
      }
      held += Number(bytes);
      dense = step(Number(bytes)) || dense;
      row++;
    }
  }
  return dense ? [...ranges, { firstRow: begin, lastRow: row - 1 }] : null;
}

/** Tells whether any `STEP_ROWS` consecutive rows exceed the limit, judged by steps that begin at the first row. */
function stepMeter(maxBytes: number): (bytes: number) => boolean {
  let rows = 0;
  let held = 0;
  return (bytes) => {
    if (rows === STEP_ROWS) {
      rows = 0;
      held = 0;
    }
    rows++;
    held += bytes;
    return held > maxBytes;
  };
}
