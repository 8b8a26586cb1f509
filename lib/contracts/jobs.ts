import { oc } from "@orpc/contract";
import { z } from "zod";
import {
  amountSchema,
  deletedInput,
  idInput,
  idSchema,
  moneySchema,
  nameSchema,
  pageInput,
  pageOf,
  problemSchema,
  providerKindSchema,
  timeSchema,
} from "./common";
import { deletionSchema } from "./data-life";
import { sensitivitySchema } from "./datasets";
import { estimateSchema, jobTarget, requestSchema } from "./planning";

const staticStrategySchema = z.strictObject({
  type: z.literal("static"),
  maxRowsPerBatch: z.number().int().min(1).max(50_000).optional(),
  maxBytesPerBatch: z.number().int().min(1_000).max(200_000_000).optional(),
  maxTokensPerBatch: z.number().int().min(1).optional(),
});

const continuousStrategySchema = z.strictObject({
  type: z.literal("continuous"),
  window: z.number().int().min(1).max(500).optional().meta({
    description:
      "Requests in flight for each part of the job that is at work, 16 if left out; fewer while the provider refuses",
  }),
  channel: z
    .enum(["realtime", "flex"])
    .optional()
    .meta({ description: "What is paid: the real-time price, or that of slower processing" }),
});

export const strategySchema = z
  .discriminatedUnion("type", [staticStrategySchema, continuousStrategySchema])
  .meta({ description: "Batches of the provider, or rows sent one by one" });

export const createJobInput = z.object({
  name: nameSchema(200),
  ...jobTarget,
  teamId: idSchema.optional(),
  strategy: strategySchema.optional().meta({
    description: "Batches where the connection takes them, if left out",
  }),
  completionWindowHours: z
    .number()
    .int()
    .min(1)
    .max(168)
    .default(24)
    .meta({ description: "Of batches" }),
  budgetUsd: amountSchema.optional(),
  maxAttempts: z.number().int().min(1).max(10).default(3),
  autoApprove: z.boolean().default(false),
});
export type CreateJobInput = z.input<typeof createJobInput>;

export const jobStatusSchema = z.enum([
  "estimating",
  "awaiting_approval",
  "running",
  "paused",
  "cancelling",
  "completed",
  "completed_with_errors",
  "failed",
  "cancelled",
]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

export const countsSchema = z.object({
  rows: z.number().int(),
  pending: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  expired: z.number().int(),
  cancelled: z.number().int(),
});
export type Counts = z.infer<typeof countsSchema>;

export const costSchema = z.object({
  billed: moneySchema,
  realtime: moneySchema,
  savings: moneySchema,
  waste: moneySchema,
  unpricedRows: z.number().int(),
  simulated: z.boolean(),
});

export const jobSchema = z.object({
  id: idSchema,
  name: z.string(),
  status: jobStatusSchema,
  attention: problemSchema.nullable(),
  error: problemSchema.nullable(),
  datasetId: idSchema,
  datasetName: z.string(),
  connectionId: idSchema,
  connectionName: z.string(),
  teamId: idSchema,
  teamName: z.string(),
  provider: providerKindSchema,
  model: z.string(),
  request: requestSchema.nullable().meta({ description: "Null: it was deleted" }),
  sensitivity: sensitivitySchema,
  strategy: strategySchema,
  completionWindowHours: z.number().int(),
  budgetUsd: moneySchema.nullable(),
  maxAttempts: z.number().int(),
  counts: countsSchema,
  retryable: z
    .number()
    .int()
    .meta({ description: "Rows that ended badly and that `retry` would send again" }),
  refused: z
    .object({
      rows: z.number().int(),
      /** The first of them. */
      first: z.array(z.object({ row: z.number().int(), code: z.string(), field: z.string() })),
    })
    .nullable()
    .meta({
      description:
        "Ready-made requests that cannot be sent, each with the field that keeps it from being sent; null for a prompt",
    }),
  estimate: estimateSchema.nullable(),
  cost: costSchema,
  createdAt: timeSchema,
  approvedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
  removal: z
    .object({ raw: timeSchema.nullable(), results: timeSchema.nullable() })
    .nullable()
    .meta({
      description:
        "When the organization's retention removes what the provider returned, and the results; null: nothing is left, or the job has not ended",
    }),
  resultsDeletedAt: timeSchema.nullable().meta({ description: "Its results are gone since" }),
  deletedAt: timeSchema.nullable().meta({ description: "All its content is gone since" }),
});
export type Job = z.infer<typeof jobSchema>;

export const jobSummarySchema = jobSchema.omit({
  request: true,
  refused: true,
  estimate: true,
  strategy: true,
  sensitivity: true,
  removal: true,
});
export type JobSummary = z.infer<typeof jobSummarySchema>;

export const batchSchema = z.object({
  id: idSchema,
  ordinal: z.number().int(),
  status: z.enum([
    "waiting",
    "submitting",
    "running",
    "collecting",
    "settled",
    "cancelled",
    "attention",
  ]),
  remoteId: z.string().nullable(),
  remoteState: z.string().nullable(),
  attempt: z.number().int(),
  rows: z.number().int(),
  /** While the provider works: what it says. Once settled: what was found. */
  counts: countsSchema,
  cost: costSchema.nullable(),
  error: problemSchema.nullable(),
  createdAt: timeSchema,
  submittedAt: timeSchema.nullable(),
  endedAt: timeSchema.nullable(),
  settledAt: timeSchema.nullable(),
  /** When the next step is due; a waiting batch says here when it goes again. */
  dueAt: timeSchema.nullable(),
});
export type Batch = z.infer<typeof batchSchema>;

export const jobsContract = {
  create: oc
    .route({ method: "POST", path: "/jobs", successStatus: 201, tags: ["Jobs"] })
    .input(createJobInput)
    .output(jobSchema),
  get: oc
    .route({ method: "GET", path: "/jobs/{id}", tags: ["Jobs"] })
    .input(idInput)
    .output(jobSchema),
  list: oc
    .route({ method: "GET", path: "/jobs", tags: ["Jobs"] })
    .input(
      pageInput.extend({
        status: jobStatusSchema.optional(),
        datasetId: idSchema.optional(),
        ...deletedInput.shape,
      }),
    )
    .output(pageOf(jobSummarySchema)),
  batches: oc
    .route({ method: "GET", path: "/jobs/{id}/batches", tags: ["Jobs"] })
    .input(idInput.extend(pageInput.shape))
    .output(pageOf(batchSchema)),
  approve: oc
    .route({ method: "POST", path: "/jobs/{id}/approve", tags: ["Jobs"] })
    .input(idInput)
    .output(jobSchema),
  cancel: oc
    .route({ method: "POST", path: "/jobs/{id}/cancel", tags: ["Jobs"] })
    .input(idInput)
    .output(jobSchema),
  delete: oc
    .route({
      method: "DELETE",
      path: "/jobs/{id}",
      successStatus: 202,
      tags: ["Jobs"],
      description:
        "Deletes its request, rows and answers, here and at the provider; bill and counts stay. 409 until it has ended.",
    })
    .input(idInput)
    .output(deletionSchema),
  retry: oc
    .route({
      method: "POST",
      path: "/jobs/{id}/retry",
      tags: ["Jobs"],
      description:
        "Sends the rows again that ended retryable (missing, expired, cut off, 408, 409, 429, 5xx), one more attempt.",
    })
    .input(idInput)
    .output(jobSchema),
};
