import { z } from "zod";
import type { Channel } from "../core/pricing";

/** One request that is answered at once. */
export interface LiveRequest {
  /** As it would stand in a batch. */
  readonly line: string;
  readonly endpoint: string;
  readonly model: string;
  readonly channel: Exclude<Channel, "batch">;
  /** Whatever the request says, the provider is told not to store it or its answer, where it can be told. */
  readonly keepsNothing?: boolean;
  /** Given up after this long. */
  readonly timeoutMs: number;
}

/** Reads a line with this schema, which leaves the request in `body`. An answer in pieces could not become a result line. */
export function readRequest(
  line: string,
  schema: z.ZodType<{ readonly id: string; readonly body: Readonly<Record<string, unknown>> }>,
) {
  const { id, body } = schema.parse(JSON.parse(line));
  const { stream: _, stream_options: __, ...whole } = body;
  return { id, body: whole };
}

/** A JSON object whose fields nobody here looks at. */
export const anyFields = z.record(z.string(), z.unknown());

/** What a result line says of an answer that is longer than such a line may be. */
export const TOO_LONG = {
  code: "answer_too_long",
  message: "The answer is longer than a result line may be.",
} as const;
