import { z } from "zod";

/**
 * The fields we use of Mistral's objects (SDK 2.7.0 and API reference, 2026-11-23), by the SDK's names; the wire's own
 * names are taken too. Only an id is indispensable: anything else may be null, missing, empty or of another type, and
 * then counts as not said.
 */

const text = z.string().min(1).nullable().catch(null);
const count = z.number().int().min(0).nullable().catch(null);

/** Unix seconds → epoch milliseconds. */
const instant = z
  .number()
  .min(0)
  .transform((seconds) => seconds * 1000)
  .nullable()
  .catch(null);

/** The metadata key under which a job carries our mark. Mistral takes keys of 1 to 32 characters. */
export const MARK_KEY = "tranche_batch";

export const wireJob = z.preprocess(
  withSdkNames,
  z.object({
    id: z.string().min(1),
    status: z.string().catch(""),
    metadata: z
      .object({ [MARK_KEY]: text })
      .nullable()
      .catch(null),
    inputFiles: z.array(z.string()).catch([]),
    outputFile: text,
    errorFile: text,
    errors: z.array(z.object({ message: text, count })).catch([]),
    createdAt: instant,
    completedAt: instant,
    totalRequests: count,
    succeededRequests: count,
    failedRequests: count,
  }),
);
export type WireJob = z.infer<typeof wireJob>;

/** One page of a list. An entry without an id spoils the page: it might be the job that is looked for. */
export const wireJobPage = z
  .object({ data: z.array(wireJob).optional(), total: count })
  .refine(({ data, total }) => data !== undefined || total === 0, "neither jobs nor a total of 0")
  .transform(({ data = [], total }) => ({ data, total }));
export type WireJobPage = z.infer<typeof wireJobPage>;

export const wireFile = z.object({ id: z.string().min(1) });
export type WireFile = z.infer<typeof wireFile>;

/** A page of files, by the SDK's names and the wire's own. */
export const wireFilePage = z.object({
  data: z.array(
    z.preprocess(
      withSdkNames,
      z
        .object({
          id: z.string().min(1),
          filename: text,
          createdAt: instant,
          sizeBytes: count,
          bytes: count,
        })
        .transform(({ bytes, sizeBytes, ...file }) => ({ ...file, bytes: sizeBytes ?? bytes })),
    ),
  ),
  total: count,
});
export type WireFilePage = z.infer<typeof wireFilePage>;

/** The list of models. One of a kind that the SDK does not know is in its `raw`. */
export const wireModels = z
  .object({
    data: z.array(z.preprocess(unwrapped, z.object({ id: z.string().min(1) }))).default([]),
  })
  .transform(({ data }) => data.map(({ id }) => id));

function unwrapped(model: unknown): unknown {
  return typeof model === "object" && model !== null && "raw" in model ? model.raw : model;
}

/** `input_files` → `inputFiles`; the values stay as they are. */
function withSdkNames(job: unknown): unknown {
  if (typeof job !== "object" || job === null) return job;
  const camel = (name: string) =>
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(job).map(([name, value]) => [camel(name), value]));
}
