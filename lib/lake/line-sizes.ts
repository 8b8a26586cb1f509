import { LF } from "./line-blocks";

/** How many lines there are and how much of them must be held together. */
export interface LineSizes {
  readonly lines: number;
  /** The longest line, without its line end. */
  readonly longestBytes: number;
  /** Bytes per line in the densest stretch of 64 lines, rounded up, at least 1. */
  readonly denseBytes: number;
}

const STRETCH_LINES = 64;

/** Collects sizes: `add` for one line, `addBlock` for whole lines each ended by a line feed (the last may lack it). */
export function lineSizes() {
  let lines = 0;
  let longestBytes = 0;
  let denseBytes = 1;
  let stretchLines = 0;
  let stretchBytes = 0;
  const closeStretch = () => {
    denseBytes = Math.max(denseBytes, Math.ceil(stretchBytes / Math.max(stretchLines, 1)));
    stretchLines = 0;
    stretchBytes = 0;
  };
  const add = (bytes: number) => {
    lines++;
    if (bytes > longestBytes) longestBytes = bytes;
    stretchBytes += bytes;
    if (++stretchLines === STRETCH_LINES) closeStretch();
  };
  return {
    add,
    /** Returns whether there was an empty line in it. */
    addBlock: (block: Buffer): boolean => {
      let start = 0;
      let empty = false;
      while (start < block.length) {
        const found = block.indexOf(LF, start);
        const end = found < 0 ? block.length : found;
        if (end === start) empty = true;
        add(end - start);
        start = end + 1;
      }
      return empty;
    },
    result: (): LineSizes => {
      closeStretch();
      return { lines, longestBytes, denseBytes };
    },
  };
}
