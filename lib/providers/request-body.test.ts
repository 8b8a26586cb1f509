import { expect, test } from "vitest";
import { scratchFile } from "../testing/client-faults";
import { type BodyFrame, openRequestBody } from "./request-body";

const LIST = { head: '{"requests":[', tail: "]}" };
const KEYED = { ...LIST, aroundFirstMember: { before: '{"metadata":', after: "}" } };

async function bodyOf(content: string, frame: BodyFrame) {
  await using file = await scratchFile(content);
  const body = await openRequestBody(file.path, frame);
  const chunks: Uint8Array[] = [];
  expect(body.wasRead()).toBe(false);
  for await (const chunk of body.read()) chunks.push(chunk);
  expect(body.wasRead()).toBe(true);
  await body.close();
  const sent = Buffer.concat(chunks);
  expect(sent.length).toBe(body.bytes);
  return sent.toString("utf8");
}

test.each([
  ["", '{"requests":[]}'],
  ["{}", '{"requests":[{}]}'],
  ['{"a":1}\n{"b":"é"}\n', '{"requests":[{"a":1},{"b":"é"}]}'],
])("the lines of %j stand in a list", async (content, expected) => {
  expect(await bodyOf(content, LIST)).toBe(expected);
});

test.each([
  ["", []],
  ['{"key":"r1","request":{"a":[1,2]}}\n', [["r1", { a: [1, 2] }]]],
  [
    '{"key":"r1","request":{}}\n{"key":"r2","request":{"x":"é,\\n"}}',
    [
      ["r1", {}],
      ["r2", { x: "é,\n" }],
    ],
  ],
])("the first member of each line of %j goes into an object of its own", async (content, rows) => {
  const { requests } = JSON.parse(await bodyOf(content, KEYED));
  const expected = rows.map(([key, request]) => ({ metadata: { key }, request }));
  expect(requests).toEqual(expected);
});

test("a line without a comma, and an empty one, keep the length that was told", async () => {
  expect(await bodyOf("{broken\n\n{}", KEYED)).toContain('{"metadata":{broken}');
});

test("lines are wrapped wherever the pieces of the file end", async () => {
  const lines = Array.from({ length: 9000 }, (_, i) => ({
    key: `r${i}`,
    request: { text: ",".repeat(i % 90) },
  }));
  const content = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  expect(content.length).toBeGreaterThan(2 * 256 * 1024);
  const { requests } = JSON.parse(await bodyOf(content, KEYED));
  expect(requests).toEqual(lines.map(({ key, request }) => ({ metadata: { key }, request })));
});
