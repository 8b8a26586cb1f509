import type { Answer, Prompt } from "./answer-prompt";
import type { BatchError, BatchRecord, Ending } from "./batch-record";
import type { CountTokens } from "./count-tokens";
import type { Models } from "./model";
import type { ObjectStoreAddress } from "./object-store";
import type { Usage } from "./usage";

/** What the engine asks of a provider while it runs a batch. It knows no other word of the wire. */
export interface BatchWire {
  models: Models;
  newBatchId(): string;
  /** Ids of uploads and of result files alike. No slash: they are names of files on disk. */
  newFileId(): string;
  /** How an input file is checked, made anew for each; absent where all inputs come in the request. */
  rules?(batch: BatchRecord, count: CountTokens): FileRules;
  /** Parses a line that passed the rules. */
  read(line: Buffer, number: number): { customId: string; body: unknown };
  /**
   * Runs one row. Checks the body (a wrong one fails this row only), asks the engine for an answer
   * and words the line. `usage` is what is billed, null when the row failed.
   */
  run(row: Row, answer: (prompt: Prompt) => Answer): RanRow;
  /** The line of a row that did not run; null: it has none. */
  neverRun(row: Row, why: "expired" | "cancelled"): ResultLine | null;
  /** How a result file is kept; null: it is thrown away. Default: kept for ever, not listed. */
  resultFile?(
    batch: BatchRecord,
    which: "output" | "error",
    ending: Ending,
    nowMs: number,
  ): ResultFile | null;
  /** A batch without failed rows has an error file of 0 bytes all the same. */
  emptyErrorFile?: boolean;
  /** Takes the results elsewhere, before the batch is seen to have ended. May be called again. */
  deliver?(
    batch: BatchRecord,
    paths: { output: string; error: string },
    store: ObjectStoreAddress | null,
  ): Promise<void>;
  /** The failure of a batch that exceeds the enqueued tokens of its model; absent: no such limit. */
  overLimit?(batch: BatchRecord, model: string, limit: number): BatchError;
  /** What webhooks are told of a batch that has ended; null: nothing. Absent where there are no webhooks. */
  event?(batch: BatchRecord): BatchEvent | null;
}

export interface BatchEvent {
  type: string;
  /** The body to be signed and sent, JSON. */
  body: string;
  userAgent: string;
}

/** The checks of one input, in the order of its lines. May remember lines seen (doubled ids). */
export interface FileRules {
  maxBytes: number;
  maxRows: number;
  /** Fewer rows than this fail the batch; left out: one is enough. */
  least?: { rows: number; reject(found: number): BatchError };
  /** The failure of an input that breaks a limit or holds nothing. */
  reject(why: "too_large" | "too_many" | "empty"): BatchError;
  /** A blank line arrives as 0 bytes, and only when a line follows it. */
  check(bytes: Buffer, number: number): CheckedLine;
}

export type CheckedLine =
  | { ok: true; model: string | null; tokens: number }
  | { ok: false; error: BatchError };

export interface Row {
  batch: BatchRecord;
  /** 1-based line of the input. */
  number: number;
  customId: string;
  body: unknown;
  /** The same for the same row of the same batch: ids of its answer are made from it and the seed. */
  key: string;
  seed: number;
  nowMs: number;
}

export interface RanRow {
  usage: Usage | null;
  line: ResultLine;
}

/** A provider with one stream of results says `output` always. */
export interface ResultLine {
  which: "output" | "error";
  text: string;
}

export interface ResultFile {
  filename: string;
  purpose: string;
  /** Whether lists of files name it. */
  listed: boolean;
  /** Its life counts from here. */
  createdAtMs: number;
  /** Null: for ever. */
  lifeSeconds: number | null;
}
