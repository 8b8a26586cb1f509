import type { Channel } from "../core/pricing";
import type { TaskName } from "../queue/catalog";

/** The task that sends the rows of a planned batch. */
export function sendTask({ channel }: { readonly channel: Channel }): TaskName {
  return channel === "batch" ? "submit-batch" : "run-batch";
}
