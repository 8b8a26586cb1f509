import { z } from "zod";

/**
 * What `/api/live` sends, as server-sent events: something of the organization moved, look again. An event carries no
 * state: it may be lost, doubled or late without harm.
 */
export const liveEventSchema = z.object({ kind: z.enum(["dataset", "job"]), id: z.string() });
export type LiveEvent = z.infer<typeof liveEventSchema>;
