import type { RowOutcome } from "../fault-schema";
import { hexOf } from "../random";
import { answerChat, type ChatAnswer, type ChatEngine, chatId } from "./answer-chat";
import type { BatchRecord, Progress } from "./batch-record";
import { addUsage } from "./usage";
import type { BatchLine } from "./validate-line";

export interface ResultLine {
  which: "output" | "error";
  text: string;
}

export interface RowRunner {
  /** Runs or abandons one row and counts it; the lines it leaves: one, none or two by fault. */
  take(bytes: Buffer, number: number, turn: "run" | "abandon"): ResultLine[];
  progress(): Progress;
}

interface Tools {
  engine: ChatEngine;
  outcomeOf: (customId: string, line: number) => RowOutcome;
  nowSeconds: () => number;
}

/** Takes the rows of one batch, from where its saved progress stands. Lines were validated before. */
export function createRowRunner(batch: BatchRecord, tools: Tools): RowRunner {
  let progress = batch.progress;
  const { seed } = tools.engine;

  const run = (line: BatchLine, number: number): ResultLine[] => {
    const outcome = tools.outcomeOf(line.custom_id, number);
    const own = `${batch.id}:${number}`;
    const answer = answerChat(
      tools.engine,
      line.body,
      chatId(own, seed),
      tools.nowSeconds(),
      outcome,
    );
    progress = counted(progress, answer);
    const result = answerLine(own, line.custom_id, answer, seed);
    if (outcome === "missing") return [];
    return outcome === "doubled" ? [result, result] : [result];
  };

  return {
    take(bytes, number, turn) {
      const line = JSON.parse(bytes.toString("utf8")) as BatchLine;
      const strangers = progress.done === 0 ? foreignLines(batch, line, tools) : [];
      if (turn === "run") return [...strangers, ...run(line, number)];
      progress = { ...progress, done: progress.done + 1 };
      return [...strangers, neverRunLine(batch, line.custom_id, number, seed)];
    },
    progress: () => progress,
  };
}

function counted(progress: Progress, { usage }: ChatAnswer): Progress {
  return {
    ...progress,
    done: progress.done + 1,
    completed: progress.completed + (usage === null ? 0 : 1),
    failed: progress.failed + (usage === null ? 1 : 0),
    usage: usage === null ? progress.usage : addUsage(progress.usage, usage),
  };
}

function answerLine(own: string, customId: string, answer: ChatAnswer, seed: number): ResultLine {
  return {
    which: answer.status === 200 ? "output" : "error",
    text: JSON.stringify({
      id: requestId(own, seed),
      custom_id: customId,
      response: {
        status_code: answer.status,
        request_id: hexOf(own, seed + 9, 32),
        body: answer.body,
      },
      error: null,
    }),
  };
}

const NEVER_RUN = {
  batch_expired: "This request could not be executed before the completion window expired.",
  batch_cancelled: "This request was not executed because the batch was cancelled.",
};

function neverRunLine(
  batch: BatchRecord,
  customId: string,
  number: number,
  seed: number,
): ResultLine {
  const code = batch.status === "cancelling" ? "batch_cancelled" : "batch_expired";
  const text = JSON.stringify({
    id: requestId(`${batch.id}:${number}`, seed),
    custom_id: customId,
    response: null,
    error: { code, message: NEVER_RUN[code] },
  });
  return { which: "error", text };
}

/** Answers to requests that were never sent. */
function foreignLines(batch: BatchRecord, like: BatchLine, tools: Tools): ResultLine[] {
  return Array.from({ length: batch.fault?.foreignRows ?? 0 }, (_, i) => {
    const own = `${batch.id}:foreign:${i}`;
    const { seed } = tools.engine;
    const answer = answerChat(tools.engine, like.body, chatId(own, seed), tools.nowSeconds());
    return answerLine(own, `foreign-${hexOf(own, seed, 12)}`, answer, seed);
  });
}

function requestId(own: string, seed: number): string {
  return `batch_req_${hexOf(own, seed, 32)}`;
}
