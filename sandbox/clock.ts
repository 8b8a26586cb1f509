/** `"instant"`: no wait at all, but nothing expires either. A number divides the provider's waits. */
export type Speed = number | "instant";

export interface Clock {
  readonly speed: Speed;
  /** Real time, epoch milliseconds. All times on the wire are real. */
  now(): number;
  /** Real milliseconds that a wait of so many provider seconds takes. */
  waitMs(providerSeconds: number): number;
  /** Real milliseconds until something lapses (the 24 h window): never under `"instant"`. */
  lapseMs(providerSeconds: number): number;
}

export function createClock(speed: Speed): Clock {
  const scaled = (seconds: number, atInstant: number) =>
    speed === "instant" ? atInstant : (seconds * 1000) / speed;
  return {
    speed,
    now: () => Date.now(),
    waitMs: (seconds) => scaled(seconds, 0),
    lapseMs: (seconds) => scaled(seconds, Number.POSITIVE_INFINITY),
  };
}

export interface Alarm {
  /** Resolves after `ms`, or sooner when the alarm rings. */
  wait(ms: number): Promise<void>;
  /** Ends the present wait; rung while nobody waits, it ends the next one at once. */
  ring(): void;
}

/** A sleep that a cancel or a shutdown can cut short. */
export function createAlarm(): Alarm {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(Math.max(ms, 0), 60_000));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = null;
      rung = false;
    },
    ring() {
      rung = true;
      wake?.();
    },
  };
}

const SLICE_MS = 8;

/** Gives the event loop a turn once `SLICE_MS` of work have passed since the last one. */
export function createYielder(): () => Promise<void> | undefined {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart < SLICE_MS) return undefined;
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        sliceStart = performance.now();
        resolve();
      });
    });
  };
}
