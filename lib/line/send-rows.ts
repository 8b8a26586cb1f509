import type { Window } from "../core/window";
import { isProviderError, type ProviderError } from "../errors";
import { mayBePaid } from "./after-live-failure";
import { type LiveRow, openPace, type Try } from "./live-pace";

/** What became of sendings, as it becomes known. */
export interface LiveKeeper {
  /** Resolves when more can be kept. */
  room(): Promise<void>;
  answered(row: LiveRow, line: string): void;
  /** Perhaps paid, never seen; the row is sent again or given up next. `tries` from 1. */
  lost(row: LiveRow, tries: number): void;
  givenUp(row: LiveRow, tries: number): void;
}

export interface Sending {
  /** Asked for one at a time, and closed in the end. */
  readonly rows: AsyncIterator<LiveRow, unknown>;
  readonly send: (line: string) => Promise<string>;
  readonly window: Window;
  readonly keeper: LiveKeeper;
  readonly now: () => number;
  /** Once aborted nothing more is sent. */
  readonly halt: AbortSignal;
  /** Once aborted answers on their way are not waited for any more, and not kept. */
  readonly abandon: AbortSignal;
}

export type SendEnd =
  | { readonly kind: "all" }
  | { readonly kind: "halted" }
  /** A person must see to it. */
  | { readonly kind: "refused"; readonly error: ProviderError }
  /** Nobody is answered for the moment. */
  | { readonly kind: "crowded"; readonly error: ProviderError };

/**
 * Sends every row, a window of them at a time, refilled as each ends. Returns when the last that was sent has ended: each
 * row has then been answered or given up, or stays open. Throws what is not an error of the provider.
 */
export async function sendRows(sending: Sending): Promise<SendEnd> {
  const { halt, abandon } = sending;
  const bell = openBell();
  const flight = openFlight(sending, bell.ring);
  halt.addEventListener("abort", bell.ring);
  abandon.addEventListener("abort", bell.ring);
  try {
    while (!flight.closed()) {
      const next = await flight.next();
      if (next === "later") await bell.wait(flight.quietMs());
      else if (next === "none") break;
      else if (!flight.closed()) flight.launch(next);
    }
    while (flight.inFlight() > 0 && !abandon.aborted) await bell.wait(flight.quietMs());
    return flight.end();
  } finally {
    halt.removeEventListener("abort", bell.ring);
    abandon.removeEventListener("abort", bell.ring);
    await sending.rows.return?.();
  }
}

/** Whoever waits is woken by the next ring, or by the last one if nobody has waited since. */
function openBell() {
  let rung = false;
  let wake = (): void => undefined;
  return {
    ring() {
      rung = true;
      wake();
    },
    wait: (ms: number) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          rung = false;
          wake = () => undefined;
          resolve();
        };
        const timer = setTimeout(done, ms);
        if (rung) done();
        else wake = done;
      }),
  };
}

function openFlight({ rows, send, window, keeper, now, halt, abandon }: Sending, ring: () => void) {
  const pace = openPace(window, now);
  let isLast = false;
  let end: SendEnd | null = null;
  let broken: { readonly error: unknown } | null = null;

  const failed = (one: Try, number: number, error: unknown) => {
    if (!isProviderError(error)) throw error;
    const { row, tries } = one;
    const next = pace.failed(one, number, error);
    if (mayBePaid(error)) keeper.lost(row, tries + 1);
    if (next.kind === "give-up") keeper.givenUp(row, tries + 1);
    if (next.kind === "stop") end = { kind: "refused", error };
    if (next.kind === "wait") end ??= { kind: "crowded", error };
  };

  return {
    closed: () => end !== null || broken !== null || halt.aborted,
    inFlight: pace.inFlight,
    quietMs: pace.quietMs,
    async next(): Promise<Try | "later" | "none"> {
      if (!pace.hasRoom()) return "later";
      const due = pace.due();
      if (due) return due;
      if (!isLast) {
        await keeper.room();
        const { value, done } = await rows.next();
        if (!done) return { row: value, tries: 0, atMs: 0 };
        isLast = true;
      }
      return pace.busy() ? "later" : "none";
    },
    launch(one: Try) {
      const number = pace.sent();
      send(one.row.line)
        .finally(pace.ended)
        .then(
          (answer) => {
            pace.answered();
            if (!abandon.aborted) keeper.answered(one.row, answer);
          },
          (error) => {
            if (!abandon.aborted) failed(one, number, error);
          },
        )
        .catch((error) => {
          broken ??= { error };
        })
        .finally(ring);
    },
    end(): SendEnd {
      if (broken) throw broken.error;
      return end ?? { kind: halt.aborted ? "halted" : "all" };
    },
  };
}
