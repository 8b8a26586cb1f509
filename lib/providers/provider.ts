import type { LearnedLimit } from "../core/learned-limit";
import type { ResultFacts, Verdict } from "../core/outcome";
import type { Channel } from "../core/pricing";
import type { ProviderKind } from "../core/provider-kind";
import type { ChatField, ChatRequest, ImageSource } from "../core/request";
import type { ResultShape } from "../core/result-shape";
import type { Usage } from "../core/usage";
import type { EncodedLine } from "./encoded-line";
import type { HookDelivery, HookReading } from "./hook";
import type { LiveRequest } from "./live-request";
import type { NativeRequests } from "./native-requests";
import type { Network } from "./network";

/** One provider account, opened. The key lives only here and in the client's headers. */
export interface ProviderAccount {
  readonly apiKey: string;
  /** Null: the provider's own address. */
  readonly baseUrl: string | null;
  /** What the adapter's `account` asks for besides, by name; nothing secret. */
  readonly settings: Readonly<Record<string, string>>;
  /** What every call goes over. Left out: Node's own connections, wherever they lead. */
  readonly network?: Network;
}

/** What a connection has to be told, so that forms and checks need no list of their own. */
export interface AccountFields {
  /** The provider's own address, `required` where every customer has another one. */
  readonly baseUrl: "optional" | "required";
  readonly settings: readonly AccountSetting[];
  /** Models carry names that the customer chose (deployments, served models), so no list can hold them all. */
  readonly ownModelNames?: true;
  /** Some of the servers that this may be have no batches; `survey` tells. */
  readonly maybeNoBatches?: true;
}

export interface AccountSetting {
  readonly name: string;
  readonly required: boolean;
  /** What a value must look like, from its beginning to its end. */
  readonly pattern: RegExp;
  readonly example: string;
}

/** What the provider accepts in one batch. Each figure is dated and sourced in the adapter's `limits.ts`. */
export interface ProviderLimits {
  /** A smaller batch is refused; 1 where there is no such rule. */
  readonly minRequestsPerBatch: number;
  readonly maxRequestsPerBatch: number;
  readonly maxBytesPerBatch: number;
  readonly maxBytesPerLine: number;
  /** Enqueued prompt tokens that one batch may hold, when nothing else is known. */
  readonly maxTokensPerBatch: number;
  readonly completionWindowsHours: readonly number[];
  /** Results that are not found so long after the end of their batch are gone for good. */
  readonly resultsKeptMs: number;
  /** How long a listing may lag behind a create; *absent* counts only after it. */
  readonly listLagMs: number;
}

export interface ProviderCapabilities {
  /** The ways in which requests for the model can be sent, the cheapest that waits first. */
  readonly channels: (model: string) => readonly Channel[];
  readonly jsonSchema: (model: string) => boolean;
  readonly temperature: (model: string) => boolean;
  /** The ways in which the model takes images; none: it takes no images. */
  readonly images: (model: string) => readonly ImageSource["kind"][];
  /**
   * What `find` can know after a lost answer. `by-mark`: the batch names our mark, or the file that we staged for it alone.
   * `by-size`: only when and how many requests, so a candidate may be a stranger's.
   */
  readonly find: "by-mark" | "by-size" | "unknowable";
}

/** What a model reads in one request line. */
export interface LineTexts {
  readonly system: string | null;
  /** What is said last. */
  readonly prompt: string | null;
  /** What else counts as input: earlier turns, a schema, tools. */
  readonly others: readonly string[];
  /** How many messages, because a chat format adds tokens to each. 0: their marks stand in the texts. */
  readonly messages: number;
}

/** One batch as handed to the provider. */
export interface BatchSubmission {
  /** Our own mark, unique per create that we mean; `find` looks for it. */
  readonly mark: string;
  readonly endpoint: string;
  readonly model: string;
  readonly completionWindowHours: number;
  readonly requests: BatchRequests;
}

/** Where the request lines are: staged at the provider, or in a private file that goes out with the create. */
export type BatchRequests =
  | { readonly kind: "staged"; readonly id: string }
  | { readonly kind: "inline"; readonly path: string };

/** A batch that may have been created, as far as we know it. */
export interface SoughtBatch {
  readonly mark: string;
  readonly stagedId: string | null;
  readonly rows: number;
  /** Created at this time or later, epoch milliseconds. */
  readonly sinceMs: number;
}

export type BatchEnding = "completed" | "failed" | "expired" | "cancelled";

export interface RemoteError {
  readonly code: string;
  readonly message: string;
  /** Physical line of the request file, from 1, when the error names one. */
  readonly line: number | null;
  /** Where it is a refusal for want of room that names the figure. */
  readonly limit?: LearnedLimit;
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
  /** What `results` takes: files with results, output first. Empty when nothing ran. */
  readonly resultFileIds: readonly string[];
}

export type FindResult =
  | { readonly kind: "found"; readonly snapshots: readonly BatchSnapshot[] }
  | { readonly kind: "absent" }
  | { readonly kind: "unknowable"; readonly reason: string };

export interface RequestFile {
  readonly path: string;
  readonly fileName: string;
}

export interface StageOptions {
  /** However small the file is. */
  readonly always: boolean;
}

/** Names that requests may carry in `model`, each once and in order. `capped`: there are more. */
export interface ModelList {
  readonly names: readonly string[];
  readonly capped: boolean;
}

/** What the account keeps at the provider. `bytes` is null where a size is not told; `capped`: there is more. */
export interface StoredFiles {
  readonly count: number;
  readonly bytes: number | null;
  readonly capped: boolean;
}

/** What the key can see and the server takes, as far as the API tells it; null: it does not. */
export interface AccountSurvey {
  readonly models: ModelList | null;
  readonly files: StoredFiles | null;
  readonly batches: boolean | null;
}

/** A file that somebody uploaded to the account; ours have a mark for a name, and `.jsonl`. */
export interface StagedFile {
  /** As `stage` returned it. */
  readonly id: string;
  readonly fileName: string | null;
  /** Null where the provider does not say. */
  readonly createdAtMs: number | null;
  readonly bytes: number | null;
}

export interface StagedFiles {
  /** All that the account shows, in any order; files of results may be among them. */
  list(): AsyncIterable<StagedFile>;
  /** A missing one is no error. */
  remove(id: string): Promise<void>;
}

/** The verbs that cross the network. All throw `ProviderError`; none retries a call that creates something. */
export interface ProviderSession {
  /** A call that costs nothing and proves the key. */
  check(): Promise<void>;
  /** The models that the key sees and the files that it keeps there, by calls that cost nothing and end after some pages. */
  survey(): Promise<AccountSurvey>;
  /**
   * Uploads a request file; `fileName` carries our mark. Returns the provider's id of it, or null for a small file that had
   * better go out with the create, unless `always`. Null where all requests go out with the create.
   */
  readonly stage: ((file: RequestFile, options?: StageOptions) => Promise<string | null>) | null;
  /** Creates the remote batch, at most one POST. Given up after `timeoutMs`. */
  submit(batch: BatchSubmission, timeoutMs: number): Promise<BatchSnapshot>;
  /** Looks for a batch whose create may have come through; see `ProviderCapabilities.find`. */
  find(sought: SoughtBatch): Promise<FindResult>;
  list(sinceMs: number): AsyncIterable<BatchSnapshot>;
  retrieve(remoteId: string): Promise<BatchSnapshot>;
  /** The bytes of one result file, as JSON lines. */
  results(resultFileId: string): Promise<AsyncIterable<Uint8Array>>;
  cancel(remoteId: string): Promise<BatchSnapshot>;
  /** Removes the provider's copies of our files. Missing ones are no error. */
  cleanUp(snapshot: BatchSnapshot): Promise<void>;
  /** What `stage` uploads. Null where all requests go out with the create. */
  readonly stagedFiles: StagedFiles | null;
  /** One request in real time by one POST: the result line that a batch would give (`askLive`). Null: no such channel. */
  readonly complete: ((request: LiveRequest) => Promise<string>) | null;
}

/** One provider: pure translation and a way to open an account. Adapters translate, they do not decide. */
export interface Provider {
  readonly kind: ProviderKind;
  readonly account: AccountFields;
  readonly limits: ProviderLimits;
  readonly capabilities: ProviderCapabilities;
  /** Where the result lines of a model keep what we need; `endpoint` as `encode` named it. */
  shape(model: string, endpoint: string): ResultShape;
  /** Pure. `rowMark` is what the adapter puts into the line's own id, after its prefix. */
  encode(request: ChatRequest, rowMark: string): EncodedLine;
  /** Pure. What of a request `encode` would leave out or change: such a request must not be sent as if it were whole. */
  cannot(request: ChatRequest): readonly ChatField[];
  /** Ready-made requests that go as they are; null: every one has to be translated. */
  readonly native: NativeRequests | null;
  /** Pure. What a model reads in a line of this provider, which is JSON. Null: a body of a shape that nobody here knows. */
  texts(line: string): LineTexts | null;
  /** The prefix before the row number in the line's own id, for example `r`. */
  readonly customIdPrefix: string;
  /** Pure. Judges one result line; `endpoint` as `encode` named it. */
  classify(facts: ResultFacts, endpoint: string): Verdict;
  /** Reads what the provider's webhook sends. Left out: it has none, or none of it is known well enough. */
  readHook?(delivery: HookDelivery): HookReading;
  /** Loads the provider's SDK when the first account of it is opened: a process rarely needs all of them. */
  open(account: ProviderAccount): Promise<ProviderSession>;
}
