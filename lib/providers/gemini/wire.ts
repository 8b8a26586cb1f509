import { z } from "zod";

/**
 * The fields we use of what the Gemini API sends. Only a name is indispensable: anything else may be null, missing
 * or of another type, and then counts as not said. Counts are strings and zeros are left out.
 */

const text = z.string().min(1).nullable().catch(null);
const count = z.coerce.number().int().min(0).catch(0);

/** ISO 8601, up to nanoseconds → epoch milliseconds. */
const instant = z
  .string()
  .transform((value) => Date.parse(value))
  .pipe(z.number().min(0))
  .nullable()
  .catch(null);

const stats = z.object({
  requestCount: count,
  successfulRequestCount: count,
  failedRequestCount: count,
});

/** A batch over a file names a file of responses; one made of requests in the create holds the responses themselves. */
const output = z
  .object({
    responsesFile: text,
    inlinedResponses: z
      .object({ inlinedResponses: z.array(z.unknown()) })
      .nullable()
      .catch(null),
  })
  .nullable()
  .catch(null);

/**
 * So deep lie the fields of an operation that we read, the list of inlined responses itself included; each response lies
 * deeper, in an operation and in a page of them.
 */
export const OPERATION_LEVELS = 4;
export const PAGE_LEVELS = 6;

const metadata = z.object({
  state: z.string().catch(""),
  displayName: text,
  inputConfig: z.object({ fileName: text }).nullable().catch(null),
  output,
  createTime: instant,
  endTime: instant,
  updateTime: instant,
  batchStats: stats.nullable().catch(null),
});

const failure = z.object({
  code: z.union([z.number(), z.string()]).nullable().catch(null),
  message: text,
});

/** A batch is a long-running operation; what it is about stands in its metadata. */
export const wireBatch = z.object({
  name: z.string().min(1),
  metadata: metadata.nullable().catch(null),
  response: output,
  error: failure.nullable().catch(null),
});
export type WireBatch = z.infer<typeof wireBatch>;

/**
 * One page of a list; an empty one is `{}`. An entry without a name spoils the page, as does anything else in the
 * place of the list: it might be the batch that is looked for.
 */
export const wireBatchPage = z
  .looseObject({
    operations: z.array(wireBatch).optional(),
    nextPageToken: z.string().optional(),
  })
  .refine((page) => page.operations !== undefined || Object.keys(page).every(isPageKey), {
    message: "not a page of operations",
  })
  .transform(({ operations = [], nextPageToken }) => ({
    operations,
    nextPageToken: nextPageToken || null,
  }));
export type WireBatchPage = z.infer<typeof wireBatchPage>;

export const wireFile = z.object({ name: z.string().min(1), state: text });
export type WireFile = z.infer<typeof wireFile>;

/** One page of the files; sizes are strings, and an empty page is `{}`. */
export const wireFilePage = z.object({
  files: z
    .array(
      z.object({
        name: z.string().min(1),
        displayName: text,
        createTime: instant,
        sizeBytes: z
          .union([z.string().regex(/^\d+$/), z.number()])
          .transform(Number)
          .nullable()
          .catch(null),
      }),
    )
    .default([]),
  nextPageToken: text,
});
export type WireFilePage = z.infer<typeof wireFilePage>;

/** One page of the models, as `models/gemini-…`. */
export const wireModelPage = z.object({
  models: z.array(z.object({ name: z.string().min(1) })).default([]),
  nextPageToken: text,
});
export type WireModelPage = z.infer<typeof wireModelPage>;

export const wireUploaded = z.object({ file: wireFile });

/** The envelope of a refusal; `details` may name the reason and how long to wait. */
export const wireRefusal = z.object({
  error: z.object({
    status: text,
    details: z.array(z.object({ reason: text, retryDelay: text })).catch([]),
  }),
});

function isPageKey(key: string): boolean {
  return key === "nextPageToken" || key === "operations" || key === "unreachable";
}
