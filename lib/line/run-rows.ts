import { join } from "node:path";
import type { LabelRefusal } from "../core/sensitivity";
import { DEFAULT_WINDOW } from "../core/strategy";
import { openWindow } from "../core/window";
import { type RemoteCounts, selectionOf } from "../db/batch";
import type { ProviderError } from "../errors";
import { rowsAtLines } from "../lake/row-lists";
import { textLines } from "../lake/text-lines";
import type { ProviderSession } from "../providers/provider";
import type { Runtime } from "../runtime";
import { batchRowsKey } from "../storage/keys";
import { type CheckpointLog, type Halt, openCheckpoints } from "./checkpoints";
import { givenUpLine, lostLine, readLine } from "./live-lines";
import type { LiveRow } from "./live-pace";
import { type Answered, checkpointKeys, fetchCheckpoints, readAnswered } from "./read-checkpoints";
import { renderRequests } from "./render-requests";
import type { RunClaim } from "./run-claim";
import { type LiveKeeper, sendRows } from "./send-rows";

/** How a run ended. Everything that was answered is stored by then, unless it is `lost`. */
export type RunEnd =
  | { readonly kind: "all" | Halt | "no-channel" }
  | { readonly kind: "refused"; readonly error: ProviderError }
  /** By the label of the data. */
  | { readonly kind: "forbidden"; readonly reason: LabelRefusal }
  /** `answered`: somebody was, before. */
  | { readonly kind: "crowded"; readonly error: ProviderError; readonly answered: boolean };

type Complete = NonNullable<ProviderSession["complete"]>;

/** The SDK of OpenAI gives up after ten minutes; its guide to flex asks for 15 (flex processing, read 2026-11-23). */
const ANSWER_TIMEOUT_MS = { realtime: 10 * 60_000, flex: 15 * 60_000 } as const;

/** A worker that is asked to end is killed after ten seconds. */
const LAST_ANSWERS_MS = 6_000;

/** Sends the rows of a batch that have no answer yet, under a claim. */
export function runRows(runtime: Runtime, claim: RunClaim, complete: Complete): Promise<RunEnd> {
  return runtime.lake.withScratch(async (dir) => {
    const brakes = openBrakes(runtime);
    const log = openCheckpoints(runtime, claim, brakes.halt);
    try {
      const { rows, answered } = await openRows(runtime, claim, dir);
      const keeper = keep(runtime, claim, log, answered.counts);
      const window = windowOf(claim);
      const end = await sendRows({
        rows,
        send: sender(claim, complete),
        // After a wait one request shows whether it was long enough.
        window: openWindow(window, claim.batch.waits > 0 ? 1 : window),
        keeper,
        now: runtime.now,
        halt: brakes.halting,
        abandon: brakes.abandoning,
      });
      if (end.kind === "halted") return { kind: brakes.why() };
      return end.kind === "crowded" ? { ...end, answered: keeper.count() > 0 } : end;
    } finally {
      brakes.release();
      await log.close();
    }
  });
}

const windowOf = ({ job: { strategy } }: RunClaim): number =>
  (strategy.type === "continuous" ? strategy.window : undefined) ?? DEFAULT_WINDOW;

function sender({ batch, job }: RunClaim, complete: Complete) {
  const channel = batch.channel === "flex" ? "flex" : "realtime";
  const { model } = job;
  const keepsNothing = job.dataset.sensitivity !== "ordinary";
  const request = { endpoint: job.endpoint ?? "", model, channel, keepsNothing } as const;
  return (line: string) => complete({ ...request, line, timeoutMs: ANSWER_TIMEOUT_MS[channel] });
}

/** What ends a run before its rows: the first reason counts, but for a lost claim, after which nothing can be kept. */
function openBrakes({ stopping }: Runtime) {
  const [halting, abandoning] = [new AbortController(), new AbortController()];
  let why: Halt = "stopping";
  let timer: NodeJS.Timeout | undefined;
  const halt = (reason: Halt) => {
    if (!halting.signal.aborted || reason === "lost") why = reason;
    halting.abort();
    if (reason === "lost") abandoning.abort();
  };
  const stop = () => {
    halt("stopping");
    timer = setTimeout(() => abandoning.abort(), LAST_ANSWERS_MS);
  };
  if (stopping.aborted) stop();
  stopping.addEventListener("abort", stop);
  return {
    halt,
    halting: halting.signal,
    abandoning: abandoning.signal,
    why: () => why,
    release() {
      stopping.removeEventListener("abort", stop);
      clearTimeout(timer);
    },
  };
}

/** The rows that are still to be sent, in order, and what is known of the others. */
async function openRows(runtime: Runtime, claim: RunClaim, dir: string) {
  const { lake, storage } = runtime;
  const { organizationId, batch, job } = claim;
  const { path } = await renderRequests(runtime, organizationId, claim, dir);
  const provider = runtime.provider(job.provider);
  const stored = join(dir, "answers.jsonl");
  const keys = checkpointKeys(organizationId, batch);
  await fetchCheckpoints(storage, keys, stored);
  const shape = provider.shape(job.model, job.endpoint ?? "");
  const answered = keys.length > 0 ? await readAnswered(stored, shape) : NOBODY;
  const selection = selectionOf(batch, batchRowsKey(organizationId, job.id, batch.id));
  const lines = Array.from({ length: batch.rows }, (_, i) => i + 1);
  const numbers = await rowsAtLines(lake, storage, selection, lines);
  const idOf = (line: number) => `${provider.customIdPrefix}${numbers.get(line)}`;
  return { rows: openRequests(path, idOf, answered.ids), answered };
}

const NOBODY: Answered = { ids: new Set(), counts: { completed: 0, failed: 0 } };

async function* openRequests(
  path: string,
  idOf: (line: number) => string,
  answered: ReadonlySet<string>,
): AsyncGenerator<LiveRow, void> {
  let number = 0;
  for await (const line of textLines(path)) {
    number += 1;
    const id = idOf(number);
    if (!answered.has(id)) yield { id, line };
  }
}

/** Puts what became of the rows into the checkpoints, and counts it for people. */
function keep(
  runtime: Runtime,
  { batch, job }: RunClaim,
  log: CheckpointLog,
  before: Answered["counts"],
): LiveKeeper & { count(): number } {
  const shape = runtime.provider(job.provider).shape(job.model, job.endpoint ?? "");
  let { completed, failed } = before;
  let answers = 0;
  const counts = (): RemoteCounts => ({ total: batch.rows, completed, failed });
  return {
    room: log.room,
    count: () => answers,
    answered(_row, line) {
      answers += 1;
      if (readLine(shape, line).failed) failed += 1;
      else completed += 1;
      log.add(line, counts());
    },
    lost: ({ id }, tries) => log.add(lostLine(shape, id, tries), counts()),
    givenUp({ id }, tries) {
      failed += 1;
      log.add(givenUpLine(shape, id, tries), counts());
    },
  };
}
