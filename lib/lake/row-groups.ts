const GROUP_BYTES = 8 * 1024 * 1024;
const MIN_SHARED_ROWS = 2048;
const MAX_ROWS = 20_480;

/**
 * Rows of a Parquet row group, given the bytes of a row where rows are largest. The engine reads and writes a group as
 * a whole and always a multiple of it per core; with small rows it works on 2,048 at a time anyway.
 */
export function rowGroupRows(denseBytes: number): number {
  const rows = Math.floor(GROUP_BYTES / denseBytes);
  return rows < MIN_SHARED_ROWS ? Math.max(1, rows) : Math.min(MAX_ROWS, 2 * rows);
}
