import type { Channel } from "./pricing";

/**
 * Where the rows of a dataset may lie once they were sent, from the loosest to the strictest. `no_batch_storage`: in no
 * file and no batch at a provider, so they go in real time or to a server of one's own. `no_retention`: only to those who
 * keep nothing at all, by an admin's word for the connection.
 */
export const SENSITIVITIES = ["ordinary", "no_batch_storage", "no_retention"] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/**
 * What a batch leaves at the provider until somebody removes it: request and result `files`, the `batch` itself, objects in
 * a `bucket` of the customer's at the same provider, or files on the `server` that the connection leads to, which may be
 * one's own. Requests that are answered at once leave nothing of the kind.
 */
export const BATCH_STORES = ["files", "batch", "bucket", "server"] as const;
export type BatchStore = (typeof BATCH_STORES)[number];

/** What matters of a connection. */
export interface Keeper {
  readonly batchStore: BatchStore;
  /** An admin's word that whoever answers keeps nothing. */
  readonly zeroRetention: boolean;
}

/** Why rows may not go this way. */
export const LABEL_REFUSALS = ["batch_stored", "may_retain"] as const;
export type LabelRefusal = (typeof LABEL_REFUSALS)[number];

/**
 * Whether rows under this label may be sent through a connection in this way; null: they may. An admin's word lifts no fact
 * of a provider's API: its batches are stored there whatever the contract says. A server of unknown owner is taken at that
 * word.
 */
export function labelRefusal(
  label: Sensitivity,
  channel: Channel,
  { batchStore, zeroRetention }: Keeper,
): LabelRefusal | null {
  if (label === "ordinary") return null;
  if (label === "no_retention" && !zeroRetention) return "may_retain";
  const ownServer = batchStore === "server" && zeroRetention;
  return channel === "batch" && !ownServer ? "batch_stored" : null;
}

/** Whether the second label promises less than the first. */
export const isLowered = (from: Sensitivity, to: Sensitivity): boolean =>
  SENSITIVITIES.indexOf(to) < SENSITIVITIES.indexOf(from);
