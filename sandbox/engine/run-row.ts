import type { RowOutcome } from "../fault-schema";
import { hexOf } from "../random";
import { type AnswerTools, answerPrompt } from "./answer-prompt";
import type { BatchRecord, Progress } from "./batch-record";
import { addUsage } from "./usage";
import type { BatchWire, RanRow, ResultLine, Row } from "./wire";

export interface RowRunner {
  /** Runs or abandons one row and counts it; the lines it leaves: one, none or two by fault. */
  take(bytes: Buffer, number: number, turn: "run" | "abandon"): ResultLine[];
  progress(): Progress;
}

interface Tools {
  wire: BatchWire;
  answering: AnswerTools;
  outcomeOf: (customId: string, line: number) => RowOutcome;
  now: () => number;
}

/** Takes the rows of one batch, from where its saved progress stands. Lines were validated before. */
export function createRowRunner(batch: BatchRecord, tools: Tools): RowRunner {
  let progress = batch.progress;

  const run = (row: Row): ResultLine[] => {
    const outcome = tools.outcomeOf(row.customId, row.number);
    const ran = runRow(tools, row, outcome);
    progress = counted(progress, ran);
    return linesOf(tools, row, ran.line, outcome);
  };

  return {
    take(bytes, number, turn) {
      const row = rowAt(batch, bytes, number, tools);
      const strangers = progress.done === 0 ? foreignLines(row, tools) : [];
      if (turn === "run") return [...strangers, ...run(row)];
      progress = { ...progress, done: progress.done + 1 };
      const why = batch.status === "cancelling" ? "cancelled" : "expired";
      const line = tools.wire.neverRun(row, why);
      return line === null ? strangers : [...strangers, line];
    },
    progress: () => progress,
  };
}

function rowAt(batch: BatchRecord, bytes: Buffer, number: number, tools: Tools): Row {
  const { customId, body } = tools.wire.read(bytes, number);
  const { seed } = tools.answering;
  return { batch, number, customId, body, key: `${batch.id}:${number}`, seed, nowMs: tools.now() };
}

function runRow({ wire, answering }: Tools, row: Row, outcome: RowOutcome): RanRow {
  return wire.run(row, (prompt) => answerPrompt(answering, prompt, outcome));
}

/** The lines of a row that ran, after what the fault makes of them. */
function linesOf(tools: Tools, row: Row, line: ResultLine, outcome: RowOutcome): ResultLine[] {
  switch (outcome) {
    case "missing":
      return [];
    case "doubled":
      return [line, line];
    case "both":
      return [line, runRow(tools, row, "http_500").line];
    case "malformed":
      return [{ ...line, text: line.text.slice(0, line.text.length >> 1) }];
    default:
      return [line];
  }
}

function counted(progress: Progress, { usage }: RanRow): Progress {
  return {
    ...progress,
    done: progress.done + 1,
    completed: progress.completed + (usage === null ? 0 : 1),
    failed: progress.failed + (usage === null ? 1 : 0),
    usage: usage === null ? progress.usage : addUsage(progress.usage, usage),
  };
}

/** Answers to requests that were never sent. */
function foreignLines(like: Row, tools: Tools): ResultLine[] {
  const { batch, seed } = like;
  return Array.from({ length: batch.fault?.foreignRows ?? 0 }, (_, i) => {
    const key = `${batch.id}:foreign:${i}`;
    const row = { ...like, key, customId: `foreign-${hexOf(key, seed, 12)}` };
    return runRow(tools, row, "ok").line;
  });
}
