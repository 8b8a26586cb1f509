import { createHash } from "node:crypto";
import { TypeID } from "typeid-js";
import { withOrganization } from "../db/client";
import {
  CLAIM_MS,
  claimIdempotencyKey,
  type IdempotencyClaim,
  releaseIdempotencyKey,
  renewIdempotencyClaim,
  saveIdempotentAnswer,
} from "../db/idempotency";
import { AppError } from "../errors";
import type { IdPrefix, Runtime } from "../runtime";

export interface OnceKey {
  readonly organizationId: string;
  /** Method and path. */
  readonly operation: string;
  /** The caller's `Idempotency-Key`. */
  readonly key: string;
  /** What the request says; another body under the same key is refused. Null when it is compared elsewhere. */
  readonly body: string | null;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Makes ids. Under an idempotency key they follow from it, so that a repetition after a crash makes the same row. */
export type NewId = (prefix: IdPrefix) => string;

/**
 * Gives the first answer to the same request of the same caller again, however often it is sent; while the first one runs,
 * it waits for it. Throws `idempotency_mismatch` for another body under the key, and `conflict` when the first request takes too long. An
 * answer of 500 or above is not kept, nor is an error that `work` throws.
 */
export async function answerOnce(
  runtime: Runtime,
  asked: OnceKey,
  work: (newId: NewId) => Promise<Answer>,
): Promise<Answer> {
  const once = { ...asked, operation: `${asked.operation} of ${runtime.actor.id}` };
  const { organizationId, operation, key } = once;
  const context = `idempotency/${operation}/${key}`;
  const claim = await claimInTime(runtime, once);
  switch (claim.kind) {
    case "mismatch":
      throw new AppError(
        "idempotency_mismatch",
        "This Idempotency-Key was used for another request. Use a new key.",
      );
    case "running":
      throw new AppError("conflict", "The first request with this key is still running. Wait.");
    case "answered": {
      const body = await runtime.vault.open(organizationId, context, claim.sealedAnswer);
      return { status: claim.status, body };
    }
    case "erased":
      throw new AppError(
        "content_deleted",
        "The first answer to this key is not kept any more: what it told of was deleted, or it showed a secret. Use a new key.",
      );
    case "claimed":
      break;
  }
  const answer = await whileClaimed(runtime, once, () =>
    work(derivedIds(once, claim.firstClaimedAt)),
  );
  if (answer.status >= 500) return answer;
  const sealedAnswer = await runtime.vault.seal(organizationId, context, answer.body);
  const { status } = answer;
  const subjects = subjectsIn(`${operation} ${asked.body ?? ""} ${answer.body}`);
  await withOrganization(runtime.database, organizationId, (scope) =>
    saveIdempotentAnswer(scope, { operation, key }, { status, sealedAnswer, subjects }),
  );
  return answer;
}

/** The datasets and jobs that are named: with one of them its answers go. */
const subjectsIn = (text: string): string[] => [
  ...new Set(text.match(/\b(?:ds|job)_[0-9a-z]{26}\b/g) ?? []),
];

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/** The claim, or what the first request came to; `running` only when that takes longer than a client may wait. */
async function claimInTime(
  { database, now }: Runtime,
  { organizationId, body, ...key }: OnceKey,
): Promise<IdempotencyClaim> {
  const requestHash = createHash("sha256")
    .update(body ?? "")
    .digest("hex");
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const claim = await withOrganization(database, organizationId, (scope) =>
      claimIdempotencyKey(scope, { ...key, requestHash }, new Date(now())),
    );
    if (claim.kind !== "running" || waitedMs >= PATIENCE_MS) return claim;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Keeps the claim while `work` runs, which an upload does for long; gives it back when that fails. */
async function whileClaimed(
  { database, log, now }: Runtime,
  { organizationId, ...key }: OnceKey,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const renew = () =>
    withOrganization(database, organizationId, (scope) =>
      renewIdempotencyClaim(scope, key, new Date(now())),
    ).catch((err) => log.warn({ err }, "idempotency claim not renewed"));
  const release = () =>
    withOrganization(database, organizationId, (scope) => releaseIdempotencyKey(scope, key));
  const timer = setInterval(renew, CLAIM_MS / 3);
  try {
    const answer = await work();
    if (answer.status >= 500) await release();
    return answer;
  } catch (error) {
    await release();
    throw error;
  } finally {
    clearInterval(timer);
  }
}

const TIME_BYTES = 6;

/** A UUID of version 7: the time of the first claim, then 74 bits that follow from the key. */
function derivedIds({ organizationId, operation, key }: OnceKey, firstClaimedAt: Date): NewId {
  return (prefix) => {
    const text = [organizationId, operation, key, prefix].join("\n");
    const bytes = createHash("sha256").update(text).digest().subarray(0, 16);
    bytes.writeUIntBE(firstClaimedAt.getTime(), 0, TIME_BYTES);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return TypeID.fromUUIDBytes(prefix, bytes).toString();
  };
}
