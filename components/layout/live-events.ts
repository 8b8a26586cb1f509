/** Runs an action at once, then at most once every `everyMs` per key; the last of a burst is never lost. */
export function createThrottle(everyMs: number) {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const late = new Map<string, () => void>();
  const wait = (key: string) => {
    const onTime = () => {
      const action = late.get(key);
      late.delete(key);
      timers.delete(key);
      if (action === undefined) return;
      wait(key);
      action();
    };
    timers.set(key, setTimeout(onTime, everyMs));
  };
  return {
    run(key: string, action: () => void): void {
      if (timers.has(key)) {
        late.set(key, action);
        return;
      }
      wait(key);
      action();
    },
    stop(): void {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      late.clear();
    },
  };
}
