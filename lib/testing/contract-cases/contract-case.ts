import type { FaultPlanInput } from "../../../sandbox/fault-schema";
import type { SandboxOptions } from "../../../sandbox/server";
import type { ProviderKind } from "../../core/provider-kind";
import type { EncodedLine } from "../../providers/encoded-line";

/** How the contract meets one provider: what it may name there, and what that provider can tell. */
export interface ContractCase {
  readonly kind: ProviderKind;
  /** A key that opens the provider's sandbox; `${key}-of-another-account` opens another account. */
  readonly key: string;
  /** Path under the sandbox's address that the adapter is given as its base URL. */
  readonly path: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The settings instead, where they depend on the key or on where the sandbox is. */
  readonly settingsAt?: (key: string, sandboxUrl: string) => Readonly<Record<string, string>>;
  /** Starts what the provider's sandbox needs beside it. */
  readonly beside?: () => Promise<AsyncDisposable & { readonly options: SandboxOptions }>;
  /** How small batches reach the provider; left out: in a file that is staged. */
  readonly requests?: "in the create";
  /** Models of every family that the adapter treats in a way of its own; the first takes everything. */
  readonly models: readonly [string, ...string[]];
  /** The raw states of a batch on its way to its end, after an unknown one was shown for a while. */
  readonly states: readonly string[];
  readonly unknownState: string;
  /** Whether a batch names the mark that it was created with; without it, `find` goes by the staged file or by size. */
  readonly namesMark: boolean;
  /** Whether rows are counted while the batch runs, at its end only, or never. */
  readonly counts: "while-running" | "at-end" | "never";
  /** Whether the batch states what all its rows used. */
  readonly statesUsage: boolean;
  /** What becomes of endings that the provider has no word for; left out: it tells them apart. */
  readonly untold?: { readonly refusal?: string; readonly contentFilter?: string };
  /** The status with which a key that nobody has is refused; left out: 401. */
  readonly strangerStatus?: number;
  /** What a second create of one submission makes; left out: another batch, because the provider has no idempotency. */
  readonly repeatedCreate?: "same-batch";
  /** Whose limit `maxRequestsPerBatch` is: the provider refuses one more, or only we would not send it. Left out: the provider's. */
  readonly requestLimit?: "ours";
  /** Whether the rows that a cancel kept from running have a line that says so; left out: they have. */
  readonly cancelledRows?: "no-line";
  /** The same for the rows that were not done when the batch expired. */
  readonly expiredRows?: "no-line";
  /** Whether a batch that expires gives what was done by then. */
  readonly keepsExpired: boolean;
  /** Codes and lines of the errors of a batch whose last line, of 21, is broken; null: refused with the create. */
  readonly brokenLine: { readonly code: string; readonly line: number | null } | null;
  /** The code of a batch that the tokens in the queue leave no room for; null: this provider has no such refusal. */
  readonly fullQueue: string | null;
  /** A batch that passes validation is ended at once by this fault, with this error code; null: the create is the validation. */
  readonly stopsAfterValidation: {
    readonly faults: FaultPlanInput;
    readonly code: string;
    /** The words of the error, where all failures of a batch have one code. */
    readonly message?: string;
  } | null;
  /** The kind of call that brings results; left out: `files.content`. */
  readonly resultsCall?: "batches.retrieve";
  /** The order of results; left out: any. */
  readonly resultOrder?: "as sent";
  /** The lists of an account that the API has; left out: both. */
  readonly surveys?: "models-only" | "files-only";
  /** The refusal that the provider's own strict validation gives a line, or null. */
  refusal(encoded: EncodedLine, model: string): unknown;
}
