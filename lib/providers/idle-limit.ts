/** Aborts a transfer in which nothing has moved for a while; a slow one that moves may take all day. */
export interface IdleLimit {
  readonly signal: AbortSignal;
  /** Something moved, or is about to: counts from here. */
  touch(): void;
  /** Stops counting, while the other side of the transfer is ours to keep waiting. */
  pause(): void;
}

/** Starts counting at once. `limitMs` is the longest pause between two movements. */
export function createIdleLimit(limitMs: number): IdleLimit {
  const controller = new AbortController();
  const expire = () => controller.abort(new DOMException("no data in time", "TimeoutError"));
  let timer = setTimeout(expire, limitMs);
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer);
      timer = setTimeout(expire, limitMs);
    },
    pause() {
      clearTimeout(timer);
    },
  };
}
