/** Ends a call that takes too long, whether its SDK heeds the signal or not. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Runs with the signal; rejects with its reason once the time is over. */
  over<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Stops the clock. */
  clear(): void;
}

/**
 * Starts counting at once. `AbortSignal.timeout` would not do: Node 20 may collect it while an SDK has joined it to a
 * signal of its own, and then it never fires.
 */
export function createTimeLimit(timeoutMs: number): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  const timer = setTimeout(
    () => controller.abort(new DOMException("no answer in time", "TimeoutError")),
    timeoutMs,
  );
  const reached = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
  reached.catch(() => undefined); // told by `over`; a limit reached after its call is nobody's error
  return {
    signal,
    over: (run) => Promise.race([run(signal), reached]),
    clear: () => clearTimeout(timer),
  };
}
