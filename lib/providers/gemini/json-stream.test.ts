import fc from "fast-check";
import { expect, test } from "vitest";
import { itemsAt, outlineOf } from "./json-stream";

async function* inPieces(text: string, bytes: number): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(text);
  for (let i = 0; i < all.length; i += bytes) yield all.subarray(i, i + bytes);
}

async function items(text: string, paths: readonly string[], bytes = 3) {
  const found: string[] = [];
  for await (const item of itemsAt(inPieces(text, bytes), paths)) found.push(item);
  return found;
}

/** What `outlineOf` is to leave, by a parser that has it all. */
function emptied(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels === 0) return Array.isArray(value) ? [] : {};
  if (Array.isArray(value)) return value.map((one) => emptied(one, levels - 1));
  const pairs = Object.entries(value).map(([key, inner]) => [key, emptied(inner, levels - 1)]);
  return Object.fromEntries(pairs);
}

const json = fc.jsonValue({ maxDepth: 6, stringUnit: "grapheme" });
const pieceBytes = fc.integer({ min: 1, max: 9 });

test("an outline is the JSON with what lies deep left empty, wherever the pieces end", async () => {
  const levels = fc.integer({ min: 1, max: 5 });
  await fc.assert(
    fc.asyncProperty(
      json,
      levels,
      pieceBytes,
      fc.constantFrom(0, 2),
      async (value, most, n, by) => {
        const text = JSON.stringify(value, null, by);
        const outline = await outlineOf(inPieces(text, n), most);
        expect(JSON.parse(outline)).toEqual(emptied(JSON.parse(text), most));
      },
    ),
  );
});

test("the items of a list come one by one, as they are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(json), json, pieceBytes, async (list, other, n) => {
      const text = JSON.stringify({ x: other, "a b": { list: other }, a: { list, more: other } });
      const found = await items(text, ["a.list"], n);
      expect(found).toEqual(list.map((one) => JSON.stringify(one)));
    }),
  );
});

test("of two lists the first that has items counts", async () => {
  const text = (first: number[], second: number[]) =>
    JSON.stringify({ a: { list: first }, b: { list: second } }, null, 1);
  const paths = ["b.list", "a.list"];
  expect(await items(text([1, 2], [3]), paths)).toEqual(["1", "2"]);
  expect(await items(text([], [3]), paths)).toEqual(["3"]);
  expect(await items(text([], []), paths)).toEqual([]);
});

test("a list further in, or of another name, is not the one", async () => {
  const text = '{"b":{"a":{"list":[1]}},"a":{"lists":[2],"x":["list",[3]]}}';
  await expect(items(text, ["a.list"])).rejects.toMatchObject({ kind: "unknown" });
});

test.each(["", "{}", '{"a":{"list":null}}', "[]", "gateway"])("%j has no list", async (text) => {
  await expect(items(text, ["a.list"])).rejects.toMatchObject({ kind: "unknown" });
});

test.each(['{"a":{"list":[1,{"x":', '{"a":{"list":[1', '{"a":{"list":[1]}'])(
  "%j is cut short",
  async (text) => {
    await expect(items(text, ["a.list"])).rejects.toMatchObject({ kind: "server" });
  },
);
