import type { IncomingMessage } from "node:http";
import type { Refusal } from "../chat-completions/errors";
import type { BatchRecord, BatchStatus } from "../engine/batch-record";
import { joinModels, type Models } from "../engine/model";
import type { Endpoint } from "./endpoint";

/** What a clone of OpenAI's Files, Batches, Models and endpoints may do its own way. */
export interface OpenAiDialect {
  /** See Provider. */
  name: string;
  mount: string;
  /** Path in front of /files, /batches, /models and the paths of `answers`. */
  base: string;
  /** The endpoints that the sandbox can run, by their path: "/chat/completions". */
  answers: Readonly<Record<string, Endpoint>>;
  /** Values of `endpoint` that a create accepts; they may be paths of `answers` behind one of these. */
  endpoints: readonly string[];
  endpointPrefixes: readonly string[];
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

/** The endpoint of a batch by the name that a create gives it; null: it cannot be run. */
export function endpointNamed(
  { answers, endpointPrefixes }: OpenAiDialect,
  name: string,
): Endpoint | null {
  const found = Object.entries(answers).find(([path]) =>
    endpointPrefixes.some((prefix) => prefix + path === name),
  );
  return found?.[1] ?? null;
}

/** Every model that answers at one of the endpoints. */
export function modelsOf({ answers }: OpenAiDialect): Models {
  return joinModels(Object.values(answers).map(({ models }) => models));
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

/** The endpoint of a batch that was created: one that can be run. */
export function endpointOf(dialect: OpenAiDialect, batch: BatchRecord): Endpoint {
  const { endpoint } = detailsOf(batch);
  const found = endpointNamed(dialect, endpoint);
  if (found === null) throw new Error(`no endpoint ${endpoint}`);
  return found;
}
