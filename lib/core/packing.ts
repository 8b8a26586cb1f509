export interface PackLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly maxTokens: number;
  /** Where one line has a limit of its own. */
  readonly maxBytesPerRow?: number;
}

export interface PackInput {
  /** Size of each row's request line in bytes, line end included, in row order. */
  readonly bytes: Uint32Array;
  readonly tokensPerByte: number;
  /** Tokens of each row that its bytes do not show. */
  readonly overheadTokens: number;
  readonly limits: PackLimits;
  /** Number of the first row; 1 unless the sizes begin in the middle of a dataset. */
  readonly firstRow?: number;
}

/** Consecutive rows, first and last included: `rows` is always `lastRow − firstRow + 1`. */
export interface PackedRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly rows: number;
  readonly bytes: number;
  readonly tokens: number;
}

/**
 * Cuts rows into batches: in order, in one pass, each batch as long as the limits allow, which makes the fewest
 * batches that consecutive rows can make. A row that no batch can hold ends the batch before it and is named in
 * `tooLarge`, so every row is in exactly one place. Throws a RangeError for limits below 1.
 */
export function packRows(input: PackInput): {
  readonly ranges: PackedRange[];
  readonly tooLarge: number[];
} {
  const { bytes: sizes, tokensPerByte, overheadTokens, limits, firstRow = 1 } = input;
  const { maxRows, maxBytes, maxTokens } = checkLimits(limits);
  const maxBytesPerRow = Math.min(maxBytes, limits.maxBytesPerRow ?? maxBytes);
  const ranges: PackedRange[] = [];
  const tooLarge: number[] = [];
  let rows = 0;
  let bytes = 0;
  let tokens = 0;
  const close = (next: number) => {
    if (rows > 0) ranges.push({ firstRow: next - rows, lastRow: next - 1, rows, bytes, tokens });
    rows = bytes = tokens = 0;
  };
  for (let i = 0; i < sizes.length; i++) {
    const rowBytes = sizes[i] ?? 0;
    const rowTokens = Math.ceil(rowBytes * tokensPerByte) + overheadTokens;
    if (rowBytes > maxBytesPerRow || rowTokens > maxTokens) {
      close(firstRow + i);
      tooLarge.push(firstRow + i);
      continue;
    }
    if (rows === maxRows || bytes + rowBytes > maxBytes || tokens + rowTokens > maxTokens) {
      close(firstRow + i);
    }
    rows += 1;
    bytes += rowBytes;
    tokens += rowTokens;
  }
  close(firstRow + sizes.length);
  return { ranges, tooLarge };
}

function checkLimits(limits: PackLimits): PackLimits {
  for (const [name, limit] of Object.entries(limits)) {
    if (limit !== undefined && !(limit >= 1)) throw new RangeError(`${name} must be at least 1`);
  }
  return limits;
}
