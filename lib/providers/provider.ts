import type { ResultFacts, Verdict } from "../core/outcome";
import type { NeutralRequest } from "../core/request";
import type { ResultShape } from "../core/result-shape";
import type { Usage } from "../core/usage";

export const PROVIDER_KINDS = ["openai"] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** One provider account, opened. The key lives only here and in the client's headers. */
export interface ProviderAccount {
  readonly apiKey: string;
  readonly baseUrl: string | null;
}

/** What the provider accepts in one batch. Each figure is dated and sourced in the adapter's `limits.ts`. */
export interface ProviderLimits {
  readonly maxRequestsPerBatch: number;
  readonly maxBytesPerBatch: number;
  readonly maxBytesPerLine: number;
  /** Enqueued prompt tokens that one batch may hold, when nothing else is known. */
  readonly maxTokensPerBatch: number;
  readonly completionWindowsHours: readonly number[];
  /** How long a listing may lag behind a create; *absent* counts only after it. */
  readonly listLagMs: number;
}

export interface ProviderCapabilities {
  readonly jsonSchema: (model: string) => boolean;
  readonly temperature: (model: string) => boolean;
  /** What `find` can know after a lost answer. */
  readonly find: "by-mark" | "unknowable";
}

/** A request line, ready to be frozen in the job. */
export interface EncodedLine {
  /** The provider's endpoint that all lines of the batch name. */
  readonly endpoint: string;
  /** Compact JSON of one whole line, its `custom_id` made of the row mark. */
  readonly line: string;
}

/** One batch as handed to the provider. */
export interface BatchSubmission {
  /** Our own mark, unique per create that we mean; `find` looks for it. */
  readonly mark: string;
  readonly endpoint: string;
  readonly completionWindowHours: number;
  /** From `stage`. */
  readonly stagedId: string;
}

export type BatchEnding = "completed" | "failed" | "expired" | "cancelled";

export interface RemoteError {
  readonly code: string;
  readonly message: string;
  /** Physical line of the request file, from 1, when the error names one. */
  readonly line: number | null;
}

/** What the provider says about a batch right now. An unknown state is `running`, with `rawState` kept. */
export interface BatchSnapshot {
  readonly remoteId: string;
  readonly mark: string | null;
  readonly stagedId: string | null;
  readonly phase:
    | { readonly kind: "running" }
    | { readonly kind: "ended"; readonly ending: BatchEnding };
  readonly rawState: string;
  /** Null while the provider does not know yet. */
  readonly counts: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
  } | null;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly errors: readonly RemoteError[];
  /** The provider's own total for the batch, where it states one. */
  readonly usage: Usage | null;
  /** Files with results, output first. Empty when nothing ran. */
  readonly resultFileIds: readonly string[];
}

export type FindResult =
  | { readonly kind: "found"; readonly snapshots: readonly BatchSnapshot[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknowable"; readonly reason: string };

/** The verbs that cross the network. All throw `ProviderError`; none retries a call that creates something. */
export interface ProviderSession {
  /** A call that costs nothing and proves the key. */
  check(): Promise<void>;
  /** Uploads a request file; `fileName` carries our mark. Returns the provider's id of it. */
  stage(file: { readonly path: string; readonly fileName: string }): Promise<string>;
  /** Creates the remote batch, at most one POST. Given up after `timeoutMs`. */
  submit(batch: BatchSubmission, timeoutMs: number): Promise<BatchSnapshot>;
  /** Looks for batches that carry our mark, created at or after `sinceMs`. */
  find(mark: string, stagedId: string | null, sinceMs: number): Promise<FindResult>;
  list(sinceMs: number): AsyncIterable<BatchSnapshot>;
  retrieve(remoteId: string): Promise<BatchSnapshot>;
  /** The bytes of one result file, as JSON lines. */
  results(resultFileId: string): Promise<AsyncIterable<Uint8Array>>;
  cancel(remoteId: string): Promise<BatchSnapshot>;
  /** Removes the provider's copies of our files. Missing ones are no error. */
  cleanUp(snapshot: BatchSnapshot): Promise<void>;
}

/** One provider: pure translation and a way to open an account. Adapters translate, they do not decide. */
export interface Provider {
  readonly kind: ProviderKind;
  readonly limits: ProviderLimits;
  readonly capabilities: ProviderCapabilities;
  readonly shape: ResultShape;
  /** Pure. `rowMark` is what the adapter puts into the line's own id, after its prefix. */
  encode(request: NeutralRequest, rowMark: string): EncodedLine;
  /** Pure. A line for rows that already are requests: `bodyMark` stands for the row's own body. */
  encodeRaw(endpoint: string, bodyMark: string, rowMark: string): EncodedLine;
  /** The prefix before the row number in the line's own id, for example `r`. */
  readonly customIdPrefix: string;
  /** Pure. Judges one result line. */
  classify(facts: ResultFacts): Verdict;
  open(account: ProviderAccount): ProviderSession;
}
