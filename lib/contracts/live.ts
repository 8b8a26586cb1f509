import { z } from "zod";

/**
 * What `/api/live` sends, as server-sent events: something of the organization moved. Counters, never deltas,
 * because messages may arrive out of order: take one only if its `version` is higher than the last seen for that id.
 */
export const liveEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("dataset"), id: z.string(), version: z.number() }),
  z.object({ kind: z.literal("job"), id: z.string(), version: z.number() }),
]);
export type LiveEvent = z.infer<typeof liveEventSchema>;
