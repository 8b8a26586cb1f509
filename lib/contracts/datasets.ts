import { oc } from "@orpc/contract";
import { z } from "zod";
import { SENSITIVITIES } from "../core/sensitivity";
import {
  deletedInput,
  idInput,
  idSchema,
  nameSchema,
  pageInput,
  pageOf,
  timeSchema,
} from "./common";
import { deletionSchema } from "./data-life";

export const rejectSchema = z.object({
  line: z.number().int().meta({ description: "Physical line of the file, from 1" }),
  reason: z.string(),
  excerpt: z.string(),
});

export const datasetColumnSchema = z.object({
  name: z.string(),
  type: z.enum(["text", "integer", "decimal", "boolean", "date", "json", "empty"]),
  renamedFrom: z.string().optional(),
  nulls: z.number().int().optional(),
  minLength: z.number().optional(),
  averageLength: z.number().optional(),
  maxLength: z.number().optional(),
  distinct: z.number().optional().meta({ description: "Approximate" }),
});

/** Something that the import did or saw: a stable code and its figures, worded by the screens. */
export const noticeSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

export const sensitivitySchema = z.enum(SENSITIVITIES).meta({
  description:
    "Where its rows may lie once they were sent: `no_batch_storage`, in no batch or file of a provider; `no_retention`, only with those who keep nothing",
});

export const datasetSchema = z.object({
  id: idSchema,
  name: z.string(),
  teamId: idSchema,
  fileName: z.string(),
  format: z.enum(["csv", "tsv", "jsonl", "json", "parquet"]).nullable(),
  status: z.enum(["importing", "ready", "failed"]),
  rows: z.number().int(),
  rejected: z.number().int(),
  bytes: z.number().int(),
  importedBytes: z.number().int().meta({ description: "Progress of the import" }),
  columns: z.array(datasetColumnSchema),
  notices: z.array(noticeSchema),
  rejects: z.array(rejectSchema).meta({ description: "The first 100" }),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .nullable(),
  sensitivity: sensitivitySchema,
  removal: z
    .object({ upload: timeSchema.nullable(), rows: timeSchema.nullable() })
    .nullable()
    .meta({
      description:
        "When the organization's retention removes the file as received, and everything; null: not while things are as they are",
    }),
  createdAt: timeSchema,
  deletedAt: timeSchema.nullable().meta({ description: "Its content is gone since" }),
});
export type Dataset = z.infer<typeof datasetSchema>;

export const datasetSummarySchema = datasetSchema.omit({
  rejects: true,
  columns: true,
  notices: true,
  removal: true,
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;

export const datasetRowSchema = z.object({
  row: z.number().int(),
  values: z.record(z.string(), z.string().nullable()),
});

export const datasetsContract = {
  get: oc
    .route({ method: "GET", path: "/datasets/{id}", tags: ["Datasets"] })
    .input(idInput)
    .output(datasetSchema),
  list: oc
    .route({ method: "GET", path: "/datasets", tags: ["Datasets"] })
    .input(pageInput.extend(deletedInput.shape))
    .output(pageOf(datasetSummarySchema)),
  update: oc
    .route({
      method: "PATCH",
      path: "/datasets/{id}",
      tags: ["Datasets"],
      description: "Renames it, or labels it. A label is lowered by admins alone.",
    })
    .input(
      idInput.extend({
        name: nameSchema(200).optional(),
        sensitivity: sensitivitySchema.optional(),
      }),
    )
    .output(datasetSchema),
  delete: oc
    .route({
      method: "DELETE",
      path: "/datasets/{id}",
      successStatus: 202,
      tags: ["Datasets"],
      description:
        "Deletes everything that it holds. 409 names the jobs that need it, or hold its rows in their results.",
    })
    .input(
      idInput.extend({
        withJobs: z.boolean().default(false).meta({
          description: "Ended jobs made of it are deleted too",
        }),
      }),
    )
    .output(deletionSchema),
  rows: oc
    .route({ method: "GET", path: "/datasets/{id}/rows", tags: ["Datasets"] })
    .input(idInput.extend(pageInput.shape))
    .output(pageOf(datasetRowSchema)),
  rejects: oc
    .route({ method: "GET", path: "/datasets/{id}/rejects", tags: ["Datasets"] })
    .input(idInput.extend(pageInput.shape))
    .output(pageOf(rejectSchema)),
};
