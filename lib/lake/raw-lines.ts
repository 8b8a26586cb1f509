import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { copyLines, type LargeLine } from "./copy-lines";
import { lineBlocks } from "./line-blocks";
import { type LineSizes, lineSizes } from "./line-sizes";

/** Result lines as the engine can read them. A line's position counts from 1 over all files, blank lines left out. */
export interface RawLines extends LineSizes {
  readonly paths: readonly string[];
  /** Lines too large for the engine's reader, each in a file of its own; a `!` stands in their place. */
  readonly large: readonly LargeLine[];
}

/**
 * Looks through files of JSON lines before the engine reads them, and copies to `dir` those that its reader would
 * refuse or cut: carriage returns, NULs, bytes that are not UTF-8, blank lines, huge lines. In the copy, a line that
 * cannot be kept is a `!`, which is not JSON and so counts as a bad line. Tried on DuckDB 1.5: any of these bytes
 * ends the whole read with an error.
 */
export async function prepareRawLines(rawPaths: readonly string[], dir: string): Promise<RawLines> {
  const paths: string[] = [];
  const large: LargeLine[] = [];
  let total: LineSizes = { lines: 0, longestBytes: 0, denseBytes: 1 };
  for (const [index, rawPath] of rawPaths.entries()) {
    const clean = await surveyClean(rawPath);
    if (clean !== null) {
      if (clean.lines > 0) paths.push(rawPath);
      total = joinedSizes(total, clean);
      continue;
    }
    const copy = await copyLines(rawPath, join(dir, `lines-${index}`), total.lines);
    if (copy.sizes.lines > 0) paths.push(copy.path);
    large.push(...copy.large);
    total = joinedSizes(total, copy.sizes);
  }
  return { paths, large, ...total };
}

/** The sizes of a file's lines, or null when the file must be copied. */
async function surveyClean(path: string): Promise<LineSizes | null> {
  const sizes = lineSizes();
  let first = true;
  for await (const { kind, bytes } of lineBlocks(path)) {
    if (kind !== "whole" || bytes.includes(0x0d) || bytes.includes(0) || !isUtf8(bytes))
      return null;
    if (first && bytes[0] === 0xef) return null; // a byte order mark
    if (sizes.addBlock(bytes)) return null;
    first = false;
  }
  return sizes.result();
}

function joinedSizes(a: LineSizes, b: LineSizes): LineSizes {
  return {
    lines: a.lines + b.lines,
    longestBytes: Math.max(a.longestBytes, b.longestBytes),
    denseBytes: Math.max(a.denseBytes, b.denseBytes),
  };
}
