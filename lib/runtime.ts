import type { Actor } from "./core/actor";
import type { PriceBook } from "./core/pricing";
import type { ProviderKind } from "./core/provider-kind";
import type { Database } from "./db/client";
import type { WrappedDataKey } from "./db/data-key";
import type { Lake } from "./lake/engine";
import type { Logger } from "./log";
import type { OutgoingMail } from "./mail/mail";
import type { Network } from "./providers/network";
import type { Provider } from "./providers/provider";
import type { MovedRow } from "./queue/catalog";
import type { Storage } from "./storage/storage";

/** Seals small private texts for Postgres with the organization's data key. */
export interface Vault {
  /** `context` names the row and field, for example `connections/con_…/key`; the text opens only under it. */
  seal(organizationId: string, context: string, text: string): Promise<Uint8Array<ArrayBuffer>>;
  open(organizationId: string, context: string, sealed: Uint8Array): Promise<string>;
  /** A new data key for an organization, wrapped by the master key; it seals once its row is stored. */
  newDataKey(organizationId: string): WrappedDataKey;
  /** Makes this process read the organization's keys again at their next use. */
  forget(organizationId: string): void;
}

export interface RuntimeSettings {
  /** Where people reach Tranche, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether anybody may make an account and an organization of their own. */
  readonly signUpOpen: boolean;
  /** Whether mails go anywhere. */
  readonly mailWorks: boolean;
  /** How long a claim of a batch holds before another worker may take it over. */
  readonly takeoverMs: number;
  /** A create that has not answered by then is given up; well below `takeoverMs`. */
  readonly createTimeoutMs: number;
  /** Overrides how long a provider's listing may lag; null takes the adapter's own figure. */
  readonly quietMs: number | null;
  /** A connection with this base URL spends simulated money. */
  readonly sandboxUrl: string | null;
  /** How often a simulated batch is looked at. */
  readonly simulatedPollMs: number;
  readonly maxUploadBytes: number;
  /** The most that all files of one organization may come to; null: no limit but its own. */
  readonly maxStoredBytes: number | null;
  /** A private folder for uploads that may be resumed. */
  readonly uploadsDir: string;
}

/** Everything that a step, a query or a verb may use of the world; made once per process by `compose.ts`. */
export interface Runtime {
  /** In whose name this happens: Tranche's own, until a request puts its caller here. */
  readonly actor: Actor;
  readonly database: Database;
  readonly lake: Lake;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly prices: Prices;
  readonly log: Logger;
  readonly settings: RuntimeSettings;
  provider(kind: ProviderKind): Provider;
  /** What provider accounts are reached over; null: they may lead into this machine or a private network. */
  readonly network: Network | null;
  sendMail(mail: OutgoingMail): Promise<void>;
  /** Tells browsers now that a row moved, for a step that lasts; others return it. Never fails. */
  tell(organizationId: string, moved: MovedRow): Promise<void>;
  /** Aborted when the process is about to end: a step that lasts hands its work over. */
  readonly stopping: AbortSignal;
  /** Epoch milliseconds. */
  now(): number;
  /** A new id, ordered by time: `job_…`. */
  newId(prefix: IdPrefix): string;
}

/** What things cost. */
export interface Prices {
  /** The price book as an organization has it now: what it has agreed stands before the list. Opens a transaction of its own. */
  of(organizationId: string): Promise<PriceBook>;
}

export type IdPrefix =
  | "org"
  | "team"
  | "user"
  | "inv"
  | "ses"
  | "mail"
  | "key"
  | "rot"
  | "con"
  | "agr"
  | "ds"
  | "job"
  | "bat"
  | "ext"
  | "out"
  | "led"
  | "claim"
  | "aud"
  | "del";
