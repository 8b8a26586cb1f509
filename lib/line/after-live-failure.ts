import { callRetryDelayMs, capRetryAfterMs } from "../core/retry";
import { type ProviderError, providerErrorAction } from "../errors";
import { needsMoney } from "./needs-money";

export type AfterLiveFailure =
  /** A person is asked; nothing more is sent. */
  | { readonly kind: "stop" }
  /** Nobody is answered: all rows wait, and others get the place meanwhile. */
  | { readonly kind: "wait" }
  /** The row goes again; `everyone`: and nobody else before. */
  | { readonly kind: "again"; readonly delayMs: number; readonly everyone: boolean }
  /** The row has failed for this attempt. */
  | { readonly kind: "give-up" };

/** A longer pause is no pause: a place among the runs would be held for nothing. */
const LONGEST_PAUSE_MS = 5_000;

/** Fewer than the losses after which all wait, so that a row that always fails has an end even when it is the last one. */
const ROW_TRIES = 3;

/**
 * What follows when a request got no answer. `tries`: how often this row has failed now; `losses`: how many windows in a row
 * have lost requests without any answer. Refusals for want of room are not counted against a row: it was never looked at.
 */
export function afterLiveFailure(
  error: ProviderError,
  { tries, losses }: { readonly tries: number; readonly losses: number },
): AfterLiveFailure {
  const { kind } = error;
  const action = providerErrorAction(kind);
  if (needsMoney(error) || (action === "stop" && kind !== "ambiguous")) return { kind: "stop" };
  const delayMs = capRetryAfterMs(error.retryAfterMs) ?? callRetryDelayMs(losses);
  if (delayMs > LONGEST_PAUSE_MS) return { kind: "wait" };
  if (action !== "wait" && tries >= ROW_TRIES) return { kind: "give-up" };
  return { kind: "again", delayMs, everyone: action === "wait" };
}

/** Whether the request may have been carried out, and paid: nobody said that it was not. */
export function mayBePaid({ kind }: ProviderError): boolean {
  return kind === "ambiguous";
}
