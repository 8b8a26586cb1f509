import { open } from "node:fs/promises";
import { createYielder } from "../clock";
import { compileRowRules } from "../faults";
import { readSegment, type Segment } from "../lines";
import { hash32, shuffled } from "../random";
import type { BatchRecord, PlannedSegment } from "./batch-record";
import type { Engine } from "./engine";
import { decideRow } from "./pace-rows";
import { createPrefixCache } from "./prefix-cache";
import { openResults, type ResultWriter } from "./result-writer";
import { createRowRunner, type RowRunner } from "./run-row";

const FLUSH_CHARS = 512 * 1024;
/** Rows that fall due within this time are run together. */
const LEAST_WAIT_MS = 40;

/**
 * Runs the rows of a batch in a shuffled order, each when its time has come, and appends their lines.
 * Returns when all are done, when the status changes under it, or when the server stops; progress is
 * saved with the bytes written, so the next call goes on from there. The rows that a halt leaves over
 * get the line of a row that never ran.
 */
export async function executeRows(engine: Engine, id: string): Promise<void> {
  const batch = engine.batches.get(id);
  if (batch === undefined || batch.progress.done >= batch.total) return;
  const { outputBytes, errorBytes } = batch.progress;
  const results = await openResults(
    { path: engine.paths.content(batch.outputFileId), bytes: outputBytes },
    { path: engine.paths.content(batch.errorFileId), bytes: errorBytes },
  );
  const input = await open(engine.paths.input(id), "r");
  const runner = createRowRunner(batch, {
    wire: engine.wire,
    answering: { seed: engine.seed, count: engine.count, cache: createPrefixCache(engine.seed) },
    outcomeOf: compileRowRules(batch.fault, engine.seed),
    now: () => engine.clock.now(),
  });
  try {
    await takeRows({ engine, batch, results, runner, input });
    await save(engine, id, results, runner);
  } finally {
    await input.close();
    await results.close();
  }
}

interface Work {
  engine: Engine;
  batch: BatchRecord;
  results: ResultWriter;
  runner: RowRunner;
  input: Awaited<ReturnType<typeof open>>;
}

async function takeRows(work: Work): Promise<void> {
  const { engine, batch, results, runner } = work;
  const breathe = createYielder();
  for await (const rows of remainingRows(work)) {
    for (const row of rows) {
      const turn = await turnOf(work);
      if (turn === "leave") return;
      for (const line of runner.take(row.bytes, row.number, turn)) {
        results.add(line.which, line.text);
      }
      if (results.pending() >= FLUSH_CHARS) await save(engine, batch.id, results, runner);
      await breathe();
    }
  }
}

/** Waits for the next row's turn. What is done so far is saved before any wait or halt. */
async function turnOf(work: Work): Promise<"run" | "abandon" | "leave"> {
  const { engine, batch, results, runner } = work;
  for (;;) {
    const current = engine.batches.get(batch.id);
    const gone = current === undefined || current.status !== batch.status;
    if (gone || engine.stopping.signal.aborted) return "leave";
    const decision = decideRow(engine, current, runner.progress().done, engine.clock.now());
    if (typeof decision === "string" && decision !== "expire") return decision;
    await save(engine, batch.id, results, runner);
    if (decision === "expire") engine.batches.patch(batch.id, { halted: "expired" });
    else await engine.runs.get(batch.id)?.alarm.wait(Math.max(decision, LEAST_WAIT_MS));
  }
}

async function save(
  engine: Engine,
  id: string,
  results: ResultWriter,
  runner: RowRunner,
): Promise<void> {
  const written = await results.flush();
  engine.batches.patch(id, { progress: { ...runner.progress(), ...written } });
}

interface Row {
  number: number;
  bytes: Buffer;
}

/** The rows not yet done, segment by segment; segments and the rows in each in a shuffled order. */
async function* remainingRows({ engine, batch, input }: Work): AsyncGenerator<Row[]> {
  let skip = batch.progress.done;
  const seed = hash32(`${batch.total}:${batch.model}`, engine.seed);
  for (const segment of shuffled(batch.plan, seed)) {
    if (skip >= segment.rows) {
      skip -= segment.rows;
      continue;
    }
    const rows = await rowsOf(input, segment);
    yield shuffled(rows, seed + segment.firstLine).slice(skip);
    skip = 0;
  }
}

async function rowsOf(
  input: Parameters<typeof readSegment>[0],
  segment: PlannedSegment & Segment,
): Promise<Row[]> {
  const lines = await readSegment(input, segment);
  return lines
    .map((bytes, i) => ({ number: segment.firstLine + i, bytes }))
    .filter((row) => row.bytes.length > 0);
}
