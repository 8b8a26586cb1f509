import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFirstLine, readLineBlocks, readSegment } from "./lines";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-lines-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const path = join(folder, "lines.txt");
  await writeFile(path, text);
  return path;
}

it.each([
  ["short lines", "a\nb\r\n\nc", ["a", "b", "", "c"]],
  ["nothing", "", []],
  ["one line of 3 MB", `${"x".repeat(3_000_000)}\ny\n`, ["x".repeat(3_000_000), "y"]],
  ["many", "0123456789\n".repeat(300_000), Array.from({ length: 300_000 }, () => "0123456789")],
])("reads every line once: %s", async (_name, text, wanted) => {
  const path = await fileOf(text);
  const handle = await open(path);
  const found: string[] = [];
  for await (const { segment, lines } of readLineBlocks(path)) {
    expect(segment.firstLine).toBe(found.length + 1);
    const again = await readSegment(handle, segment);
    expect(again.length).toBe(lines.length);
    found.push(...lines.map(String));
  }
  await handle.close();
  expect(found.length).toBe(wanted.length);
  expect(found.join("\n") === wanted.join("\n")).toBe(true);
});

it("gives up on a first line beyond the bound", async () => {
  const path = await fileOf("x".repeat(300_000));
  expect(await readFirstLine(path, 100_000)).toBeNull();
  expect((await readFirstLine(path, 1_000_000))?.length).toBe(300_000);
});
