import { AppError } from "@/lib/errors";

const LONGEST_KEY = 200;

/** The caller's `Idempotency-Key`; null without one. Throws `invalid_request` for one that cannot be kept. */
export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (!key) return null;
  if (key.length <= LONGEST_KEY) return key;
  throw new AppError(
    "invalid_request",
    `An Idempotency-Key has at most ${LONGEST_KEY} characters. Use a shorter one.`,
  );
}
