import type { Scope } from "./client";

export type IdempotencyClaim =
  | { readonly kind: "claimed"; readonly firstClaimedAt: Date }
  | { readonly kind: "answered"; readonly status: number; readonly sealedAnswer: Uint8Array }
  | { readonly kind: "running" }
  /** It told of something whose content was deleted since. */
  | { readonly kind: "erased" }
  | { readonly kind: "mismatch" };

export interface IdempotencyKey {
  readonly operation: string;
  readonly key: string;
  readonly requestHash: string;
}

/** How long an unanswered claim blocks its key unless it is renewed: the process that made it is dead by then. */
export const CLAIM_MS = 60_000;

/** Takes the key for this request, or tells what the first request with it came to. */
export async function claimIdempotencyKey(
  scope: Scope,
  { operation, key, requestHash }: IdempotencyKey,
  now: Date,
): Promise<IdempotencyClaim> {
  const where = { organizationId: scope.organizationId, operation, key };
  const { count } = await scope.tx.idempotencyRecord.createMany({
    data: [{ ...where, requestHash, createdAt: now, claimedAt: now }],
    skipDuplicates: true,
  });
  if (count === 1) return { kind: "claimed", firstClaimedAt: now };
  const row = await scope.tx.idempotencyRecord.findFirst({ where });
  if (!row || row.requestHash !== requestHash) return { kind: "mismatch" };
  if (row.status !== null && row.sealedAnswer) {
    return { kind: "answered", status: row.status, sealedAnswer: row.sealedAnswer };
  }
  if (row.status !== null) return { kind: "erased" };
  const stale = await scope.tx.idempotencyRecord.updateMany({
    where: { ...where, status: null, claimedAt: { lt: new Date(now.getTime() - CLAIM_MS) } },
    data: { claimedAt: now },
  });
  return stale.count === 1
    ? { kind: "claimed", firstClaimedAt: row.createdAt }
    : { kind: "running" };
}

/** Keeps the claim of a request that takes long. */
export async function renewIdempotencyClaim(
  scope: Scope,
  { operation, key }: Omit<IdempotencyKey, "requestHash">,
  now: Date,
): Promise<void> {
  await scope.tx.idempotencyRecord.updateMany({
    where: { organizationId: scope.organizationId, operation, key, status: null },
    data: { claimedAt: now },
  });
}

export async function saveIdempotentAnswer(
  scope: Scope,
  { operation, key }: Omit<IdempotencyKey, "requestHash">,
  /** `subjects`: the datasets and jobs that it tells of. */
  answer: { status: number; sealedAnswer: Uint8Array<ArrayBuffer>; subjects: string[] },
): Promise<void> {
  await scope.tx.idempotencyRecord.updateMany({
    where: { organizationId: scope.organizationId, operation, key },
    data: answer,
  });
}

/**
 * Gives the key back after a failure, so that the caller may try again. The first claim's time stays: what the failed
 * request did make is made again under the same ids, and so only once.
 */
export async function releaseIdempotencyKey(
  scope: Scope,
  { operation, key }: Omit<IdempotencyKey, "requestHash">,
): Promise<void> {
  await scope.tx.idempotencyRecord.updateMany({
    where: { organizationId: scope.organizationId, operation, key, status: null },
    data: { claimedAt: new Date(0) },
  });
}
