import { createHash } from "node:crypto";
import { TypeID } from "typeid-js";
import { withOrganization } from "../db/client";
import {
  claimIdempotencyKey,
  releaseIdempotencyKey,
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
 * Gives the first answer to the same request again, however often it is sent. Throws `idempotency_mismatch` for another
 * body under the key, and `conflict` while the first request is still running. An answer of 500 or above is not kept.
 */
export async function answerOnce(
  runtime: Runtime,
  once: OnceKey,
  work: (newId: NewId) => Promise<Answer>,
): Promise<Answer> {
  const { organizationId, operation, key } = once;
  const context = `idempotency/${operation}/${key}`;
  const requestHash = createHash("sha256")
    .update(once.body ?? "")
    .digest("hex");
  const inside = <T>(run: Parameters<typeof withOrganization<T>>[2]) =>
    withOrganization(runtime.database, organizationId, run);
  const now = new Date(runtime.now());
  const claim = await inside((scope) =>
    claimIdempotencyKey(scope, { operation, key, requestHash }, now),
  );
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
    case "claimed":
      break;
  }
  const release = () => inside((scope) => releaseIdempotencyKey(scope, { operation, key }));
  const answer = await work(derivedIds(once, claim.firstClaimedAt)).catch(async (error) => {
    await release();
    throw error;
  });
  if (answer.status >= 500) {
    await release();
    return answer;
  }
  const sealedAnswer = await runtime.vault.seal(organizationId, context, answer.body);
  const { status } = answer;
  await inside((scope) =>
    saveIdempotentAnswer(scope, { operation, key }, { status, sealedAnswer }),
  );
  return answer;
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
