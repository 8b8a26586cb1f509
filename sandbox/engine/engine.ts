import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Alarm, Clock } from "../clock";
import type { Faults } from "../faults";
import { openStore, type Store } from "../store";
import type { Webhooks } from "../webhooks";
import type { BatchRecord } from "./batch-record";
import { type ChatTallies, openChatTallies } from "./chat-tallies";
import type { CountTokens } from "./count-tokens";
import type { FileRecord } from "./file-record";
import type { ObjectStoreAddress } from "./object-store";
import { createPrefixCache, type PrefixCache } from "./prefix-cache";
import type { BatchWire } from "./wire";

/** How long the simulated provider takes, in its own seconds; the speed divides them. */
export interface Timings {
  validating: number;
  /** An in_progress phase takes this and `perRow` for each row. */
  inProgress: number;
  perRow: number;
  finalizing: number;
  cancelling: number;
  /** Completion window in place of each batch's own; null: as the provider and the caller have it. */
  window: number | null;
  /** Answer time of a real-time request. */
  chat: number;
}

export const DEFAULT_TIMINGS: Timings = {
  validating: 20,
  inProgress: 60,
  perRow: 0.06,
  finalizing: 20,
  cancelling: 60,
  window: null,
  chat: 1,
};

interface EngineOptions {
  /** Of the provider. */
  name: string;
  wire: BatchWire;
  clock: Clock;
  faults: Faults;
  webhooks: Webhooks;
  seed: number;
  count: CountTokens;
  timings: Timings;
  /** Enqueued prompt tokens by model name, alias or snapshot; none: no limit. */
  enqueuedTokenLimits: Record<string, number>;
  /** Null: no limit. */
  batchesPerHour: number | null;
  /** Where providers that keep nothing themselves read requests and write results; null: there is none. */
  objectStore?: ObjectStoreAddress | null;
  /** The fewest requests of a batch, where the provider has such a quota; null: the provider's own. */
  minRequests?: number | null;
  /** Divides the life of files; 1 keeps them in real time. */
  retentionSpeed: number;
  /** Told of faults of the sandbox itself. */
  onError(error: unknown): void;
}

/** What one simulated provider was told at the start, what it keeps, and what is running. */
export interface Engine extends EngineOptions {
  files: Store<FileRecord>;
  batches: Store<BatchRecord>;
  chats: ChatTallies;
  chatCache: PrefixCache;
  /** Batches being worked on by this process. */
  runs: Map<string, { alarm: Alarm; ended: Promise<void> }>;
  /** Deliveries to webhooks that are on their way. */
  deliveries: Set<Promise<void>>;
  /** By address of the webhook: lets go of the delivery that a fault holds back until the next one. */
  heldBack: Map<string, () => void>;
  paths: Paths;
  /** Set once, when the server closes: every runner leaves at its next step. */
  stopping: AbortController;
  nextOrder(): number;
}

interface Paths {
  /** Where uploads grow before they are files; emptied at the start. */
  uploads: string;
  content(fileId: string): string;
  /** The batch's own link to its input, which outlives the deletion of the file. */
  input(batchId: string): string;
}

/** Opens the folder, made when absent; what an earlier process left there is known again. */
export function openEngine(folder: string, options: EngineOptions): Engine {
  const at = (name: string) => join(folder, name);
  for (const name of ["uploads", "content", "inputs"]) {
    mkdirSync(at(name), { recursive: true, mode: 0o700 });
  }
  const files = openStore<FileRecord>(at("files"));
  const batches = openStore<BatchRecord>(at("jobs"));
  let order = Math.max(0, ...[...files.all(), ...batches.all()].map((record) => record.order));
  return {
    ...options,
    files,
    batches,
    chats: openChatTallies(at("chats.log")),
    chatCache: createPrefixCache(options.seed),
    runs: new Map(),
    deliveries: new Set(),
    heldBack: new Map(),
    paths: {
      uploads: at("uploads"),
      content: (fileId) => join(folder, "content", fileId),
      input: (batchId) => join(folder, "inputs", batchId),
    },
    stopping: new AbortController(),
    nextOrder: () => ++order,
  };
}

/** Removes what uploads cut off by a killed process left behind. */
export function sweepUploads(engine: Engine): void {
  for (const name of readdirSync(engine.paths.uploads)) {
    rmSync(join(engine.paths.uploads, name), { force: true });
  }
}
