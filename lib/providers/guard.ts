import { toProviderError } from "./http";
import { createTimeLimit } from "./time-limit";

/** A call of an SDK under our own time limit, in milliseconds. It throws `ProviderError` and is not repeated. */
export function call<T>(
  label: string,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return limited(label, false, timeoutMs, run);
}

/** The same for a call that makes something that is paid for: what is not sure to have failed is `ambiguous`. */
export function create<T>(
  label: string,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return limited(label, true, timeoutMs, run);
}

async function limited<T>(
  label: string,
  creates: boolean,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = createTimeLimit(timeoutMs);
  try {
    return await guard(label, creates, limit.signal, () => limit.over(run));
  } finally {
    limit.clear();
  }
}

/** Turns what the run throws into a `ProviderError`; `creates` is as in `ProviderCall`. */
export async function guard<T>(
  label: string,
  creates: boolean,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await run(signal);
  } catch (error) {
    throw toProviderError(error, { label, creates, timedOut: signal.aborted });
  }
}
