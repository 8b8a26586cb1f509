import type { DatasetColumn } from "../core/dataset";
import type { Bytes } from "./bytes";
import { type ColumnSums, HASH_BUCKETS, noSums } from "./profile";
import { labelOf, NO_LABEL_YET, possibleLabels } from "./value-types";

/** Counts of one column over the rows of an import, from the decoded bytes of each value that is not null. */
export class ColumnTally {
  #values = 0;
  #minLength = Number.POSITIVE_INFINITY;
  #maxLength = 0;
  #totalLength = 0;
  #possible = NO_LABEL_YET;
  #filled = false;
  readonly #hashes = noSums();

  observe(to: Bytes, start: number, end: number, kind: number): void {
    const { view } = to;
    let hash = 0;
    let inner = 0;
    let at = start;
    let other = 0;
    for (; at + 8 <= end; at += 8) {
      const first = view.getInt32(at, true);
      const second = view.getInt32(at + 4, true);
      hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ first, MULTIPLIER);
      other = Math.imul(((other << 5) | (other >>> 27)) ^ second, MULTIPLIER);
      if (((first | second) & HIGH_BITS) !== 0) inner += innerBytes(first) + innerBytes(second);
    }
    hash ^= mixed(other);
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ word, MULTIPLIER);
      if ((word & HIGH_BITS) !== 0) inner += innerBytes(word);
    }
    for (; at < end; at++) {
      const byte = view.getUint8(at);
      hash = Math.imul(((hash << 5) | (hash >>> 27)) ^ byte, MULTIPLIER);
      if ((byte & 0xc0) === 0x80) inner++;
    }
    this.#count(end - start - inner);
    this.#note(mixed(hash ^ (end - start)));
    if (end > start) {
      this.#filled = true;
      if (this.#possible !== 0) this.#possible &= possibleLabels(to.bytes, start, end, kind);
    }
  }

  sums(): ColumnSums {
    const { smallest, largest } = this.#hashes;
    return {
      values: this.#values,
      minLength: this.#minLength,
      maxLength: this.#maxLength,
      totalLength: this.#totalLength,
      hashBits: 32 - BUCKET_BITS,
      smallest,
      largest,
    };
  }

  label(): DatasetColumn["type"] {
    return this.#filled ? labelOf(this.#possible) : "empty";
  }

  #count(length: number): void {
    this.#values++;
    this.#totalLength += length;
    if (length < this.#minLength) this.#minLength = length;
    if (length > this.#maxLength) this.#maxLength = length;
  }

  #note(hash: number): void {
    const bucket = hash & (HASH_BUCKETS - 1);
    const rest = hash >>> BUCKET_BITS;
    const { smallest, largest } = this.#hashes;
    if (rest < (smallest[bucket] as number)) smallest[bucket] = rest;
    if (rest > (largest[bucket] as number)) largest[bucket] = rest;
  }
}

const BUCKET_BITS = Math.log2(HASH_BUCKETS);
const HIGH_BITS = 0x80808080 | 0;
/** An odd number whose bits look random (2^32 divided by the golden ratio). */
const MULTIPLIER = 0x9e3779b1 | 0;

/** How many of four bytes of UTF-8 go on with a character instead of beginning one. */
function innerBytes(word: number): number {
  const marks = (word >>> 7) & ~(word >>> 6) & 0x01010101;
  return Math.imul(marks, 0x01010101) >>> 24;
}

/** Spreads the bits of a hash over all places (the finish of MurmurHash3). */
function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
