/** Rows that go on when some are left out, numbered anew from 1. */
export interface KeptRows {
  /** The sizes of those that stay, in row order. */
  readonly bytes: Uint32Array;
  /** The row behind a new number. */
  rowAt(number: number): number;
}

/** Leaves rows out (`left`: numbers from 1, rising, each once) of sizes in row order. */
export function withoutRows(bytes: Uint32Array, left: readonly number[]): KeptRows {
  if (left.length === 0) return { bytes, rowAt: (number) => number };
  const rows = new Uint32Array(bytes.length - left.length);
  const kept = new Uint32Array(rows.length);
  let skipped = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (left[skipped] === i + 1) {
      skipped++;
      continue;
    }
    rows[i - skipped] = i + 1;
    kept[i - skipped] = bytes[i] ?? 0;
  }
  return {
    bytes: kept,
    rowAt(number) {
      const row = rows[number - 1];
      if (row === undefined) throw new RangeError(`there is no row ${number}`);
      return row;
    },
  };
}
