import { oc } from "@orpc/contract";
import { z } from "zod";
import { DELETION_PARTS, REFUSAL_REASONS } from "../core/deletion";
import { MOST_RETENTION_DAYS } from "../core/retention";
import { idInput, idSchema, pageInput, pageOf, problemSchema, timeSchema } from "./common";

const refusedSchema = z.object({
  reason: z.enum(REFUSAL_REASONS),
  batches: z.number().int(),
  remoteIds: z.array(z.string()).meta({ description: "The first of them" }),
});

const providerReceiptSchema = z.object({
  connectionId: idSchema,
  connectionName: z.string(),
  provider: z.string(),
  batches: z.number().int().meta({ description: "Of which nothing lies there any more" }),
  before: z.number().int().meta({ description: "Of these, emptied before this was asked" }),
  files: z.number().int().meta({ description: "Names of files that were removed there" }),
  refused: z.array(refusedSchema).meta({ description: "What stays there, and why" }),
  keptHours: z.number().int().nullable().meta({
    description: "How long the provider keeps what nobody removes; null: it does not say",
  }),
});

const receiptSchema = z.object({
  storage: z.object({
    objects: z.number().int(),
    bytes: z.number().int().meta({ description: "As they lay there, compressed and sealed" }),
  }),
  erased: z.array(z.string()).meta({ description: "In rows of the database that stay" }),
  answers: z.number().int().meta({ description: "Answers kept for repeated requests" }),
  provider: providerReceiptSchema
    .nullable()
    .meta({ description: "Null: nothing of it lay in batches of a provider" }),
});

export const deletionSchema = z.object({
  id: idSchema,
  subject: z.object({ kind: z.enum(["dataset", "job"]), id: idSchema, name: z.string() }),
  part: z.enum(DELETION_PARTS),
  reason: z.enum(["request", "retention"]),
  requestedBy: z.object({
    kind: z.enum(["user", "key", "system"]),
    id: z.string().nullable(),
    name: z.string(),
  }),
  requestedAt: timeSchema,
  waitsFor: problemSchema.nullable().meta({ description: "Why it is not finished yet" }),
  finishedAt: timeSchema.nullable(),
  receipt: receiptSchema.nullable().meta({ description: "Null until it is finished" }),
});
export type DeletionShown = z.infer<typeof deletionSchema>;

const daysSchema = z.number().int().min(1).max(MOST_RETENTION_DAYS).nullable();

export const retentionSchema = z.object({
  uploadDays: daysSchema.meta({
    description: "After its import, the file as received; null: until its dataset is deleted",
  }),
  resultsDays: daysSchema.meta({
    description:
      "After the end of a job, its rows and answers; then data that serves no job and is as old; null: kept",
  }),
  rawDays: daysSchema.meta({
    description: "After the end of a job, what the provider returned, here and there; null: kept",
  }),
});
export type RetentionShown = z.infer<typeof retentionSchema>;

export const deletionsContract = {
  list: oc
    .route({ method: "GET", path: "/deletions", tags: ["Data life"] })
    .input(pageInput.extend({ subjectId: idSchema.optional() }))
    .output(pageOf(deletionSchema)),
  get: oc
    .route({
      method: "GET",
      path: "/deletions/{id}",
      tags: ["Data life"],
      description: "A deletion; once it is finished, with its receipt.",
    })
    .input(idInput)
    .output(deletionSchema),
};

export const retentionContract = {
  get: oc.route({ method: "GET", path: "/retention", tags: ["Data life"] }).output(retentionSchema),
  set: oc
    .route({ method: "PUT", path: "/retention", tags: ["Data life"] })
    .input(retentionSchema)
    .output(retentionSchema),
};
