import { z } from "zod";

/**
 * The fields we use of the objects that the Message Batches API sends. Id, time and counts are indispensable: `find`
 * knows a batch by nothing else, so an entry without them spoils a list.
 */

const count = z.number().int().min(0);

/** RFC 3339, with microseconds → epoch milliseconds. */
const instant = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number());

export const wireBatch = z.object({
  id: z.string().min(1),
  processing_status: z.string().catch(""),
  /** While the batch runs, all requests count as `processing`. */
  request_counts: z.object({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
  created_at: instant,
  ended_at: instant.nullable().catch(null),
});
export type WireBatch = z.infer<typeof wireBatch>;

export const wireBatchPage = z.object({
  data: z.array(wireBatch),
  has_more: z.boolean().nullable().catch(null),
});
/** The first page of the models, newest first. */
export const wireModelPage = z.object({
  data: z.array(z.object({ id: z.string().min(1) })),
  has_more: z.boolean().nullable().catch(null),
});
export type WireModelPage = z.infer<typeof wireModelPage>;

export type WireBatchPage = z.infer<typeof wireBatchPage>;
