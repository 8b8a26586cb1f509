import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstInvalidByte, wholeEnd } from "./utf8";

const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => Buffer.from(bytes)),
);

describe("firstInvalidByte", () => {
  it("is where the longest valid beginning ends", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = Buffer.concat(pieces);
        let valid = bytes.length;
        while (!isUtf8(bytes.subarray(0, valid))) valid--;
        const expected = valid === bytes.length ? -1 : valid;
        expect(firstInvalidByte(bytes, 0, bytes.length)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("wholeEnd", () => {
  it("leaves out a character that is cut in two, and nothing else", () => {
    const bytes = Buffer.from("aé€𝄞b");
    const ends = Array.from({ length: bytes.length + 1 }, (_, end) => wholeEnd(bytes, 0, end));
    expect(ends).toEqual([0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11]);
  });
});
