import type { Channel } from "./pricing";

/** The whole dataset is cut into batches of the provider. */
export interface StaticStrategy {
  readonly type: "static";
  readonly maxRowsPerBatch?: number | undefined;
  readonly maxBytesPerBatch?: number | undefined;
  readonly maxTokensPerBatch?: number | undefined;
}

/** Rows are sent one by one, and answered at once. */
export interface ContinuousStrategy {
  readonly type: "continuous";
  /** Requests in flight for each part of the job that is at work. */
  readonly window?: number | undefined;
  readonly channel?: Exclude<Channel, "batch"> | undefined;
}

export type Strategy = StaticStrategy | ContinuousStrategy;

/** Enough to keep a small server busy, and below what the lowest public tiers allow at once. */
export const DEFAULT_WINDOW = 16;

/** How the rows of a job are sent, and so what they cost. */
export function channelOf(strategy: Strategy): Channel {
  return strategy.type === "static" ? "batch" : (strategy.channel ?? "realtime");
}
