import type { PackedRange, PackInput } from "./packing";

/**
 * For a provider that refuses small batches: a batch with fewer rows than `minRows` takes what it lacks from the end of the
 * batch just before it, as far as that one can spare them and the limits allow. The rows of batches that stay too small
 * are named in `tooFew`; they cannot be sent. `ranges` are those that `packRows` made of `input`.
 */
export function shareRows(
  ranges: readonly PackedRange[],
  input: PackInput,
  minRows: number,
): { readonly ranges: PackedRange[]; readonly tooFew: number[] } {
  const shared: PackedRange[] = [];
  const tooFew: number[] = [];
  for (const range of ranges) {
    const before = shared.at(-1);
    const pair = before && range.rows < minRows ? share(before, range, input, minRows) : null;
    if (pair) shared.splice(-1, 1, ...pair);
    else if (range.rows >= minRows) shared.push(range);
    else for (let row = range.firstRow; row <= range.lastRow; row += 1) tooFew.push(row);
  }
  return { ranges: shared, tooFew };
}

/** The same rows in two batches, each large enough; null where that cannot be. */
function share(
  before: PackedRange,
  small: PackedRange,
  input: PackInput,
  minRows: number,
): PackedRange[] | null {
  const moved = minRows - small.rows;
  const adjoin = before.lastRow + 1 === small.firstRow;
  if (!adjoin || before.rows - moved < minRows) return null;
  const cut = before.lastRow - moved;
  const second = rangeOf(input, cut + 1, small.lastRow);
  const { maxBytes, maxTokens } = input.limits;
  if (second.bytes > maxBytes || second.tokens > maxTokens) return null;
  return [rangeOf(input, before.firstRow, cut), second];
}

function rangeOf(input: PackInput, firstRow: number, lastRow: number): PackedRange {
  const { bytes: sizes, tokensPerByte, overheadTokens, firstRow: start = 1 } = input;
  let bytes = 0;
  let tokens = 0;
  for (let row = firstRow; row <= lastRow; row += 1) {
    const rowBytes = sizes[row - start] ?? 0;
    bytes += rowBytes;
    tokens += Math.ceil(rowBytes * tokensPerByte) + overheadTokens;
  }
  return { firstRow, lastRow, rows: lastRow - firstRow + 1, bytes, tokens };
}
