import { z } from "zod";

/**
 * The fields we use of the objects that OpenAI and its likes send. Only an id is indispensable: anything else
 * may be null, missing, empty or of another type, and then counts as not said.
 */

const text = z.string().min(1).nullable().catch(null);
const count = z.coerce.number().int().min(0).catch(0);

/** Unix seconds (OpenAI), unix milliseconds or ISO 8601 (Azure) → epoch milliseconds. */
const instant = z
  .union([z.number(), z.string()])
  .transform(epochMs)
  .pipe(z.number().min(0))
  .nullable()
  .catch(null);

const batchError = z
  .object({ code: text, message: text, line: z.number().int().min(1).nullable().catch(null) })
  .catch({ code: null, message: null, line: null });
export type WireError = z.infer<typeof batchError>;

const batchUsage = z.object({
  input_tokens: z.number(),
  input_tokens_details: z
    .object({ cached_tokens: count, cache_write_tokens: count })
    .catch({ cached_tokens: 0, cache_write_tokens: 0 }),
  output_tokens: z.number(),
  output_tokens_details: z.object({ reasoning_tokens: count }).catch({ reasoning_tokens: 0 }),
});

/** The metadata key under which a batch carries our mark. */
export const MARK_KEY = "tranche_batch";

export const wireBatch = z.object({
  id: z.string().min(1),
  status: z.string().catch(""),
  input_file_id: text,
  output_file_id: text,
  error_file_id: text,
  created_at: instant,
  completed_at: instant,
  failed_at: instant,
  expired_at: instant,
  cancelled_at: instant,
  request_counts: z
    .object({ total: count, completed: count, failed: count })
    .nullable()
    .catch(null),
  metadata: z
    .object({ [MARK_KEY]: text })
    .nullable()
    .catch(null),
  errors: z
    .object({ data: z.array(batchError).catch([]) })
    .nullable()
    .catch(null),
  usage: batchUsage.nullable().catch(null),
});
export type WireBatch = z.infer<typeof wireBatch>;

/**
 * One page of a list, under `data` or under `value` (Azure's REST reference, 2026-08-14). An entry without an id spoils
 * the page: it might be the batch that is looked for.
 */
export const wireBatchPage = z.preprocess(
  underData,
  z.object({ data: z.array(wireBatch), has_more: z.boolean().nullable().catch(null) }),
);
export type WireBatchPage = z.infer<typeof wireBatchPage>;

export const wireFile = z.object({ id: z.string().min(1), status: text });
export type WireFile = z.infer<typeof wireFile>;

/** A page of files in the same way. */
export const wireFilePage = z.preprocess(
  underData,
  z.object({
    data: z.array(
      z.object({
        id: z.string().min(1),
        filename: text,
        created_at: instant,
        bytes: z.number().int().min(0).nullable().catch(null),
      }),
    ),
    has_more: z.boolean().nullable().catch(null),
  }),
);
export type WireFilePage = z.infer<typeof wireFilePage>;

const models = z.array(z.object({ id: z.string().min(1) }));

/** The list of models; Together's is an array of its own (SDK 0.52.0). */
export const wireModels = z
  .union([models, z.object({ data: models }).transform(({ data }) => data)])
  .transform((list) => list.map(({ id }) => id));

function underData(page: unknown): unknown {
  if (typeof page !== "object" || page === null || "data" in page || !("value" in page))
    return page;
  return { ...page, data: page.value };
}

function epochMs(value: number | string): number {
  const number = typeof value === "number" ? value : Number(value || Number.NaN);
  if (Number.isNaN(number)) return Date.parse(String(value));
  // Seconds until the year 5138, milliseconds since 1973.
  return number < 1e11 ? number * 1000 : number;
}
