import type { RefusalReason } from "../core/deletion";
import { isProviderError, type ProviderError, providerErrorAction } from "../errors";
import type { BatchSnapshot, ProviderSession } from "../providers/provider";
import { forgottenBatch } from "./settled-files";

/** What is left of a batch at its provider, by our own knowledge. */
export interface LeftThere {
  readonly remoteId: string | null;
  readonly stagedId: string | null;
}

export type RemovedThere =
  /** So many files are gone, whether they were there or not. */
  | { readonly kind: "removed"; readonly files: number }
  /** It cannot be done now. */
  | { readonly kind: "later"; readonly reason: RefusalReason }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly all: boolean };

/** Removes everything that a provider holds of a batch. Repeated, it finds nothing and says the same. */
export async function deleteAtProvider(
  session: ProviderSession,
  { remoteId, stagedId }: LeftThere,
): Promise<RemovedThere> {
  try {
    if (remoteId === null) {
      if (stagedId === null || session.stagedFiles === null) return { kind: "removed", files: 0 };
      await session.stagedFiles.remove(stagedId);
      return { kind: "removed", files: 1 };
    }
    const snapshot = await lastSeen(session, remoteId, stagedId);
    if (snapshot.phase.kind === "running") return { kind: "later", reason: "still_running" };
    await session.cleanUp(snapshot);
    return { kind: "removed", files: filesOf(snapshot, stagedId).size };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return afterRefusal(error);
  }
}

async function lastSeen(
  session: ProviderSession,
  remoteId: string,
  stagedId: string | null,
): Promise<BatchSnapshot> {
  try {
    const seen = await session.retrieve(remoteId);
    return { ...seen, stagedId: seen.stagedId ?? stagedId };
  } catch (error) {
    if (isProviderError(error) && error.kind === "not_found") {
      return forgottenBatch(remoteId, stagedId);
    }
    throw error;
  }
}

const filesOf = ({ resultFileIds, stagedId }: BatchSnapshot, ours: string | null): Set<string> =>
  new Set([stagedId ?? ours, ...resultFileIds].filter((id) => id !== null));

/** Whether it is worth another try, and whether this is what the account says to every call. */
export function afterRefusal(error: ProviderError): RemovedThere {
  if (error.kind === "auth" || error.kind === "permission") {
    return { kind: "refused", reason: "not_allowed", all: error.kind === "auth" };
  }
  // An ambiguous answer is one that never came; removing twice is removing once.
  const passes = providerErrorAction(error.kind) !== "stop" || error.kind === "ambiguous";
  return passes
    ? { kind: "later", reason: "unreachable" }
    : { kind: "refused", reason: "refused", all: false };
}
