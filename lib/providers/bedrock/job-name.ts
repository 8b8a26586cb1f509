import { createHash } from "node:crypto";
import { ProviderError } from "../../errors";

const PREFIX = "tranche-";

/** API reference, CreateModelInvocationJob: letters, digits, `+`, `-` and `.`, 63 of them at most. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9+.-]{0,62}$/;

/** The name of the job that is made under a mark. Names have no `_`, so it is written `+`; no mark has a `+`. */
export function jobName(mark: string): string {
  const name = PREFIX + mark.replaceAll("_", "+");
  if (mark.includes("+") || !NAME.test(name)) {
    throw new ProviderError("invalid", "create batch: the mark does not fit into a job's name");
  }
  return name;
}

/** The mark in a job's name; null for a job that is not ours. */
export function markOf(name: string | null): string | null {
  if (name === null || !name.startsWith(PREFIX)) return null;
  return name.slice(PREFIX.length).replaceAll("+", "_");
}

/** The same for the same mark, so that a create that is repeated makes no second job. */
export function requestToken(mark: string): string {
  return createHash("sha256").update(jobName(mark)).digest("hex");
}
