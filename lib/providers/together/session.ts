import { isProviderError } from "../../errors";
import { type OpenAiCalls, openSession as openDialect } from "../dialects/openai/session";
import type { BatchSnapshot, FindResult, ProviderSession, SoughtBatch } from "../provider";

/** The verbs of the port: the dialect's, where they hold for batches without labels. */
export function openSession(calls: OpenAiCalls): ProviderSession {
  const session = openDialect(calls);
  return {
    ...session,
    find: (sought) => find(session, sought),
    cancel: (remoteId) => cancel(session, remoteId),
  };
}

/** A batch is known by its file alone, so without one its absence proves nothing. */
async function find(session: ProviderSession, sought: SoughtBatch): Promise<FindResult> {
  const found = await session.find(sought);
  if (found.kind !== "absent" || sought.stagedId !== null) return found;
  return { kind: "unknowable", reason: "Together knows a batch by its file, and there is none." };
}

/** The reference does not say how a late cancel is refused; what the batch has become is the answer then. */
async function cancel(session: ProviderSession, remoteId: string): Promise<BatchSnapshot> {
  try {
    return await session.cancel(remoteId);
  } catch (error) {
    if (!isProviderError(error) || (error.status !== 400 && error.status !== 422)) throw error;
    const snapshot = await session.retrieve(remoteId);
    if (snapshot.phase.kind === "running") throw error;
    return snapshot;
  }
}
