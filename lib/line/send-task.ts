import type { BatchRefusal } from "../core/batch-refusal";
import type { Channel } from "../core/pricing";
import type { TaskName } from "../queue/catalog";

/** The task that begins a new batch: it sends the rows, or gives them an outcome where they cannot be sent. */
export function firstTask({
  channel,
  refusal,
}: {
  readonly channel: Channel;
  readonly refusal: BatchRefusal | null;
}): TaskName {
  return refusal ? "collect-batch" : sendTask({ channel });
}

/** The task that sends the rows of a planned batch. */
export function sendTask({ channel }: { readonly channel: Channel }): TaskName {
  return channel === "batch" ? "submit-batch" : "run-batch";
}
