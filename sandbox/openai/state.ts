import { linkSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Alarm, Clock } from "../clock";
import type { Faults } from "../faults";
import { openStore, type Store } from "../store";
import type { BatchRecord } from "./batch-record";
import { type ChatTallies, openChatTallies } from "./chat-tallies";
import type { CountTokens } from "./count-tokens";
import type { FileRecord } from "./file-record";
import { createPrefixCache, type PrefixCache } from "./prefix-cache";

/** How long the simulated provider takes, in its own seconds; the speed divides them. */
export interface Timings {
  validating: number;
  /** An in_progress phase takes this and `perRow` for each row. */
  inProgress: number;
  perRow: number;
  finalizing: number;
  cancelling: number;
  /** Completion window, after which a batch expires. */
  window: number;
  /** Answer time of a real-time chat request. */
  chat: number;
}

export const DEFAULT_TIMINGS: Timings = {
  validating: 20,
  inProgress: 60,
  perRow: 0.06,
  finalizing: 20,
  cancelling: 60,
  window: 86_400,
  chat: 1,
};

interface OpenAiOptions {
  clock: Clock;
  faults: Faults;
  seed: number;
  count: CountTokens;
  timings: Timings;
  /** Enqueued prompt tokens by model name, alias or snapshot; none: no limit. */
  enqueuedTokenLimits: Record<string, number>;
  batchesPerHour: number;
  /** Divides the life of files (30 days by default); 1 keeps them in real time. */
  retentionSpeed: number;
}

/** One simulated OpenAI: what it was told at the start, what it keeps, and what is running. */
export interface OpenAiState extends OpenAiOptions {
  files: Store<FileRecord>;
  batches: Store<BatchRecord>;
  chats: ChatTallies;
  chatCache: PrefixCache;
  /** Batches being worked on by this process. */
  runs: Map<string, { alarm: Alarm; ended: Promise<void> }>;
  paths: Paths;
  /** Set once, when the server closes: every runner leaves at its next step. */
  stopping: AbortController;
  nextOrder(): number;
  onError(error: unknown): void;
}

interface Paths {
  uploads: string;
  content(fileId: string): string;
  /** The batch's own link to its input, which outlives the deletion of the file. */
  input(batchId: string): string;
}

/** Opens the folder, made when absent; what an earlier process left there is known again. */
export function openState(
  folder: string,
  options: OpenAiOptions,
  onError: (error: unknown) => void,
): OpenAiState {
  const at = (name: string) => join(folder, name);
  for (const name of ["uploads", "content", "inputs"]) {
    mkdirSync(at(name), { recursive: true, mode: 0o700 });
  }
  const files = openStore<FileRecord>(at("files"));
  const batches = openStore<BatchRecord>(at("batches"));
  let order = Math.max(0, ...[...files.all(), ...batches.all()].map((record) => record.order));
  return {
    ...options,
    files,
    batches,
    chats: openChatTallies(at("chats.log")),
    chatCache: createPrefixCache(options.seed),
    runs: new Map(),
    paths: {
      uploads: at("uploads"),
      content: (fileId) => join(folder, "content", fileId),
      input: (batchId) => join(folder, "inputs", batchId),
    },
    stopping: new AbortController(),
    nextOrder: () => ++order,
    onError,
  };
}

/** Gives a batch its own link to its input file. */
export function keepInput(state: OpenAiState, fileId: string, batchId: string): void {
  linkSync(state.paths.content(fileId), state.paths.input(batchId));
}

/** Removes what uploads cut off by a killed process left behind. */
export function sweepUploads(state: OpenAiState): void {
  for (const name of readdirSync(state.paths.uploads)) {
    rmSync(join(state.paths.uploads, name), { force: true });
  }
}
