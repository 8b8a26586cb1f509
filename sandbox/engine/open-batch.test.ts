import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../clock";
import type { FaultPlanInput } from "../fault-schema";
import { createFaults } from "../faults";
import { openAi } from "../openai/provider";
import { chatLine, chatLines } from "../testing";
import { createWebhooks } from "../webhooks";
import { hasQuirk } from "./batch-record";
import { cancelBatch, findBatch, removeBatch } from "./batches";
import { loadTokenCounter } from "./count-tokens";
import { DEFAULT_TIMINGS, type Engine, openEngine } from "./engine";
import { findFile, keepFile } from "./files";
import { openBatch } from "./open-batch";
import { stopBatches } from "./run-batch";
import type { BatchWire } from "./wire";

/** OpenAI's lines, run by an engine without OpenAI's routes. */
let engine: Engine;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-engine-"));
  engine = await open();
});
afterEach(async () => {
  await stopBatches(engine);
  await rm(folder, { recursive: true });
});

async function open(
  faults: FaultPlanInput = {},
  wire: Partial<BatchWire> = {},
  inProgress = 0,
): Promise<Engine> {
  return openEngine(join(folder, "state"), {
    name: "openai",
    wire: { ...openAi.batches, ...wire },
    clock: createClock(inProgress === 0 ? "instant" : 1000),
    faults: createFaults(faults, 1, new Map([["openai", ["odd"]]])),
    webhooks: createWebhooks([], []),
    seed: 1,
    count: await loadTokenCounter("approximate"),
    timings: { ...DEFAULT_TIMINGS, validating: 0, inProgress, finalizing: 0, cancelling: 0 },
    enqueuedTokenLimits: {},
    batchesPerHour: null,
    retentionSpeed: 1,
    onError: (error) => expect.fail(String(error)),
  });
}

const base = {
  account: "a",
  marks: null,
  windowSeconds: null,
  details: { endpoint: "/v1/chat/completions", completionWindow: "24h", resultLifeSeconds: null },
};
const inline = (lines: string[]) => ({
  ...base,
  input: { lines, model: "gpt-4o-mini", enqueuedTokens: 10 },
});

/** The batch when it has ended, and its lines. */
async function finished(id: string) {
  await engine.runs.get(id)?.ended;
  const batch = engine.batches.get(id);
  if (batch === undefined) throw new Error("no batch");
  const read = async (out: boolean | undefined, fileId: string) =>
    out ? (await readFile(engine.paths.content(fileId), "utf8")).trimEnd().split("\n") : [];
  const output = await read(batch.published?.output, batch.outputFileId);
  return { batch, output, errors: await read(batch.published?.error, batch.errorFileId) };
}

describe("a batch whose lines come with the create", () => {
  it("counts them at once, over several segments, and runs each once", async () => {
    const lines = chatLines(300, { user: "x".repeat(8000) });
    const created = openBatch(engine, inline(lines));
    expect(created).toMatchObject({ total: 300, inputFileIds: [], enqueuedTokens: 10 });
    expect(created.plan.length).toBeGreaterThan(1);
    expect(created.model).toBe("gpt-4o-mini-2024-07-18");
    const { batch, output } = await finished(created.id);
    expect(batch.status).toBe("completed");
    const ids = output.map((line) => JSON.parse(line).custom_id);
    expect(new Set(ids)).toEqual(new Set(lines.map((line) => JSON.parse(line).custom_id)));
    expect(ids).toHaveLength(300);
  });

  it("gives every row a line when it is cancelled before it runs", async () => {
    await stopBatches(engine);
    engine = await open({}, {}, 10_000);
    const created = openBatch(engine, inline(chatLines(4)));
    cancelBatch(engine, created);
    const { batch, output, errors } = await finished(created.id);
    expect(batch.status).toBe("cancelled");
    expect(output).toEqual([]);
    expect(errors.map((line) => JSON.parse(line).error.code)).toEqual(
      Array(4).fill("batch_cancelled"),
    );
  });

  it("is forgotten with its results when it is removed", async () => {
    const { id } = openBatch(engine, inline(chatLines(2)));
    const { batch } = await finished(id);
    removeBatch(engine, batch);
    expect(findBatch(engine, "a", id)).toBeNull();
    expect(findFile(engine, "a", batch.outputFileId)).toBeNull();
    await expect(stat(engine.paths.content(batch.outputFileId))).rejects.toThrow("ENOENT");
  });
});

describe("a batch over several files", () => {
  it("reads them as one, with or without a line end at the end of each", async () => {
    const files = [[chatLine("a"), chatLine("b")], [chatLine("c")], [chatLine("d"), ""]];
    const fileIds: string[] = [];
    for (const [i, lines] of files.entries()) {
      const scratch = join(engine.paths.uploads, String(i));
      await writeFile(scratch, lines.join("\n"));
      const named = { account: "a", purpose: "batch", filename: "x", lifeSeconds: null };
      fileIds.push((await keepFile(engine, scratch, named)).id);
    }
    const { id } = openBatch(engine, { ...base, input: { fileIds } });
    const { batch, output } = await finished(id);
    expect([batch.status, batch.total]).toEqual(["completed", 4]);
    expect(output.map((line) => JSON.parse(line).custom_id).sort()).toEqual(["a", "b", "c", "d"]);
  });
});

describe("what a wire may decide", () => {
  it("throws results away, or hands them on before the batch is seen to have ended", async () => {
    await stopBatches(engine);
    const seen: string[] = [];
    engine = await open(
      { batches: [{ quirks: ["odd"] }] },
      {
        resultFile: () => null,
        async deliver(batch, { output }) {
          seen.push(engine.batches.get(batch.id)?.status ?? "", await readFile(output, "utf8"));
        },
      },
    );
    const { id } = openBatch(engine, inline(chatLines(3)));
    const { batch } = await finished(id);
    expect(batch).toMatchObject({ status: "completed", published: { output: false } });
    expect(hasQuirk(batch, "odd")).toBe(true);
    expect(seen[0]).toBe("finalizing");
    expect(seen[1]?.trimEnd().split("\n")).toHaveLength(3);
    await expect(stat(engine.paths.content(batch.outputFileId))).rejects.toThrow("ENOENT");
  });
});

it("a plan names no provider and no quirk that does not exist", () => {
  const faults = createFaults({}, 1, new Map([["openai", ["odd"]]]));
  const request = { on: "chat", effect: "drop" } as const;
  expect(() => faults.replace({ requests: [{ ...request, provider: "nobody" }] })).toThrow(
    "no provider 'nobody'",
  );
  expect(() => faults.replace({ batches: [{ quirks: ["even"] }] })).toThrow("no quirk 'even'");
  faults.replace({ batches: [{ quirks: ["odd"], provider: "openai" }] });
  expect(faults.forBatch("groq", null)).toBeNull();
  expect(faults.forBatch("openai", null)?.quirks).toEqual(["odd"]);
});
