import type { IncomingMessage } from "node:http";
import type { ChatDialect } from "../chat-completions/dialect";
import type { Refusal } from "../chat-completions/errors";
import type { BatchRecord, BatchStatus } from "../engine/batch-record";

/** What a clone of OpenAI's Files, Batches, Models and Chat Completions may do its own way. */
export interface OpenAiDialect {
  /** See Provider. */
  name: string;
  mount: string;
  /** Path in front of /files, /batches, /chat/completions and /models. */
  base: string;
  chat: ChatDialect;
  /** Values of `endpoint` that a create accepts, and those among them that the sandbox can run. */
  endpoints: readonly string[];
  simulated: readonly string[];
  /** Fields of a create. `endpoint`, `input_file_id` and `completion_window` are required. */
  createFields: readonly string[];
  createStatus: 200 | 201;
  /** Named where a completion_window is refused; `windowSeconds` is null for one. */
  windows: readonly string[];
  windowSeconds(window: string): number | null;
  /** Whether a batch expires at the end of its window. */
  lapses: boolean;
  /** Limits of a batch's input. */
  maxBatchBytes: number;
  maxRows: number;
  maxFileBytes: number;
  purposes: readonly string[];
  /** What `expires_after.seconds` may be, and the life without it; null: for ever. */
  fileLife: { least: number; most: number; unasked: number | null };
  resultLifeSeconds: number | null;
  /** Lists of batches and files come in pages, or whole. */
  pages: boolean;
  /** Files are shown without life and status. */
  bareFiles: boolean;
  /** A batch without failed rows has an error file of 0 bytes. */
  emptyErrorFile: boolean;
  batchesPerHour: number | null;
  /** Oddities that a fault can switch on. */
  quirks: readonly string[];
  /** `status` as this batch shows it. */
  status(batch: BatchRecord): string;
  /** The endings that webhooks are told of, and who the deliveries say that they are from. */
  announces: readonly BatchStatus[];
  webhookAgent: string;
  /** Own names of validation codes, by OpenAI's; `too_many` is that of an input with too many requests. */
  errorCodes: Readonly<Record<string, string>>;
  keyOf(req: IncomingMessage): string | null;
  noKey: Refusal;
  wrongKey(masked: string): Refusal;
  /** Of every answer. */
  headers(): Record<string, string>;
}

/** What the wire keeps with a batch. */
interface BatchDetails {
  endpoint: string;
  completionWindow: string;
  /** Null: the dialect's. */
  resultLifeSeconds: number | null;
}

export function detailsOf({ details }: BatchRecord): BatchDetails {
  return details as unknown as BatchDetails;
}
