import type { Channel } from "../core/pricing";

/** One request that is answered at once. */
export interface LiveRequest {
  /** As it would stand in a batch. */
  readonly line: string;
  readonly endpoint: string;
  readonly model: string;
  readonly channel: Exclude<Channel, "batch">;
  /** Given up after this long. */
  readonly timeoutMs: number;
}
