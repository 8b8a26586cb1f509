import { afterAnswer, afterLoss, roomIn, type Window } from "../core/window";
import type { ProviderError } from "../errors";
import { type AfterLiveFailure, afterLiveFailure } from "./after-live-failure";

export interface LiveRow {
  readonly id: string;
  readonly line: string;
}

/** One sending of a row. */
export interface Try {
  readonly row: LiveRow;
  /** How often the row has failed before. */
  readonly tries: number;
  /** Not to be sent before. */
  readonly atMs: number;
}

/** Decides how many requests are in flight, and which rows go again when. */
export interface LivePace {
  hasRoom(): boolean;
  /** A row whose pause is over. */
  due(): Try | null;
  /** Whether anything is in flight or waits to go again. */
  busy(): boolean;
  inFlight(): number;
  /** How long nothing can change but by an answer. */
  quietMs(): number;
  /** Gives the number of the request. */
  sent(): number;
  /** To be told of every request that is over, before what became of it. */
  ended(): void;
  answered(): void;
  failed(one: Try, number: number, error: ProviderError): AfterLiveFailure;
}

/** A pause after which is looked again in any case. */
const GLANCE_MS = 60_000;

export function openPace(first: Window, now: () => number): LivePace {
  let window = first;
  let [sent, inFlight, losses, pausedUntil] = [0, 0, 0, 0];
  let again: Try[] = [];
  return {
    hasRoom: () => roomIn(window, inFlight) > 0 && now() >= pausedUntil,
    due() {
      const due = again.find(({ atMs }) => atMs <= now()) ?? null;
      if (due) again = again.filter((one) => one !== due);
      return due;
    },
    busy: () => inFlight > 0 || again.length > 0,
    inFlight: () => inFlight,
    quietMs() {
      if (roomIn(window, inFlight) === 0) return GLANCE_MS;
      const next = Math.min(now() + GLANCE_MS, ...again.map(({ atMs }) => atMs));
      return Math.max(1, Math.max(next, pausedUntil) - now());
    },
    sent() {
      inFlight += 1;
      sent += 1;
      return sent - 1;
    },
    ended() {
      inFlight -= 1;
    },
    answered() {
      losses = 0;
      window = afterAnswer(window);
    },
    failed({ row, tries }, number, error) {
      const loss = afterLoss(window, { lost: number, sent });
      window = loss.window;
      losses = Math.max(1, losses + (loss.counts ? 1 : 0));
      const next = afterLiveFailure(error, { tries: tries + 1, losses });
      if (next.kind === "again") {
        const atMs = now() + next.delayMs;
        if (next.everyone) pausedUntil = Math.max(pausedUntil, atMs);
        again.push({ row, tries: next.everyone ? tries : tries + 1, atMs });
      }
      return next;
    },
  };
}
