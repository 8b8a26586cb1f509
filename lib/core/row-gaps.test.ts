import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutRows } from "./row-gaps";

test("what stays keeps its size, its order and its number", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1000), fc.boolean()), { maxLength: 60 }), (all) => {
      const left = all.flatMap(([, out], i) => (out ? [i + 1] : []));
      const { bytes, rowAt } = withoutRows(Uint32Array.from(all.map(([size]) => size)), left);
      const seen = [...bytes].map((size, i) => [rowAt(i + 1), size]);
      expect(seen).toEqual(all.flatMap(([size, out], i) => (out ? [] : [[i + 1, size]])));
    }),
  );
  expect(() => withoutRows(Uint32Array.of(5, 6), [1]).rowAt(2)).toThrow(RangeError);
});
