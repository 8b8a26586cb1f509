import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ImportBench, importBench, ORGANIZATION } from "../testing/imported";
import { importDataset } from "./import-dataset";
import { readRows } from "./rows";

let bench: ImportBench;
beforeAll(async () => {
  bench = await importBench();
});
afterAll(() => bench.close());

const MEBIBYTE = 1024 * 1024;
const SENTENCE = "Where is my card? It was sent — they say — on 3 May. ";

/** Rows of about `bytes` bytes of text each. */
async function* bigRows(rows: number, bytes: number): AsyncGenerator<Buffer> {
  const body = Buffer.from(SENTENCE.repeat(bytes / SENTENCE.length));
  for (let row = 1; row <= rows; row++) {
    yield Buffer.concat([
      Buffer.from(`{"id":${row},"text":"${row} `),
      body,
      Buffer.from('\\n"}\n'),
    ]);
  }
}

async function importBig(rows: number, bytes: number) {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  try {
    const imported = await importDataset(bench.lake, {
      source: bigRows(rows, bytes),
      fileName: "big.jsonl",
      organizationId: ORGANIZATION,
      datasetId: `big${rows}`,
      storage: bench.storage,
    });
    const files = { ...imported, organizationId: ORGANIZATION, datasetId: `big${rows}` };
    const [last] = await readRows(bench.lake, bench.storage, files, { firstRow: rows, limit: 1 });
    return { ...imported, last, peak };
  } finally {
    clearInterval(watch);
  }
}

describe("an import's memory", () => {
  it.each([
    [20_000, 100_000],
    [1_500, 1_000_000],
  ])(
    "does not grow with %i rows of %i bytes",
    async (rows, bytes) => {
      const { rows: found, rejected, parts, last, peak } = await importBig(rows, bytes);
      expect([found, rejected]).toEqual([rows, 0]);
      expect(Math.max(...parts.map(({ textBytes }) => textBytes))).toBeLessThanOrEqual(32_000_000);
      const body = SENTENCE.repeat(bytes / SENTENCE.length);
      expect(last?.values).toEqual([String(rows), `${rows} ${body}\n`]);
      expect(peak).toBeLessThan(1024 * MEBIBYTE);
    },
    120_000,
  );
});
