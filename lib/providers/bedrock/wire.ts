import { z } from "zod";

/**
 * The fields we use of Bedrock's objects (SDK 3.1164, 2026-11-23). Only the ARN is indispensable: anything else may be
 * null, missing or of another type, and then counts as not said.
 */

const text = z.string().min(1).nullable().catch(null);
const count = z.number().int().min(0).nullable().catch(null);
const instant = z
  .date()
  .transform((date) => date.getTime())
  .refine(Number.isFinite)
  .nullable()
  .catch(null);

export const wireJob = z
  .object({
    jobArn: z.string().min(1),
    jobName: text,
    status: z.string().catch(""),
    message: text,
    submitTime: instant,
    endTime: instant,
    inputDataConfig: z
      .object({ s3InputDataConfig: z.object({ s3Uri: text }) })
      .nullable()
      .catch(null),
    outputDataConfig: z
      .object({ s3OutputDataConfig: z.object({ s3Uri: text }) })
      .nullable()
      .catch(null),
    totalRecordCount: count,
    successRecordCount: count,
    errorRecordCount: count,
  })
  .transform(({ inputDataConfig, outputDataConfig, ...job }) => ({
    ...job,
    inputUri: inputDataConfig?.s3InputDataConfig.s3Uri ?? null,
    outputUri: outputDataConfig?.s3OutputDataConfig.s3Uri ?? null,
  }));
export type WireJob = z.infer<typeof wireJob>;

/** One page of a list. An entry without an ARN spoils the page: it might be the job that is looked for. */
export const wireJobPage = z.object({
  invocationJobSummaries: z.array(wireJob).default([]),
  nextToken: text,
});
/** The models of the region, on one page. */
export const wireModels = z
  .object({ modelSummaries: z.array(z.object({ modelId: z.string().min(1) })).default([]) })
  .transform(({ modelSummaries }) => modelSummaries.map(({ modelId }) => modelId));

export type WireJobPage = z.infer<typeof wireJobPage>;
