import { oc } from "@orpc/contract";
import { z } from "zod";
import { AUDIT_ACTIONS, AUDIT_DAYS } from "../core/audit";
import { idSchema, pageInput, pageOf, timeSchema } from "./common";

const valuesSchema = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
  .nullable();

/** PostgreSQL knows no year 0. */
const momentSchema = timeSchema.refine((time) => !time.startsWith("0000"), {
  error: "A time from the year 1 on",
});

const auditEntrySchema = z.object({
  id: idSchema,
  at: timeSchema,
  actor: z
    .object({
      kind: z.enum(["user", "key", "system"]),
      id: z.string().nullable(),
      name: z
        .string()
        .meta({ description: "As it was called then: an e-mail address, a key's name" }),
    })
    .meta({ description: "Who: a person, a program by its key, or Tranche itself" }),
  action: z.string().meta({
    description: "What was done: `connection.updated`. More are added with time",
    examples: [...AUDIT_ACTIONS],
  }),
  subject: z
    .object({ kind: z.string(), id: z.string(), name: z.string().nullable() })
    .meta({ description: "To which thing, as it was called then" }),
  address: z.string().nullable().meta({ description: "From where; null for Tranche itself" }),
  userAgent: z.string().nullable(),
  before: valuesSchema.meta({ description: "Settings that changed, as they were" }),
  after: valuesSchema.meta({ description: "The same, as they became" }),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const filters = {
  actor: idSchema.optional().meta({ description: "The id of a person or key, or `system`" }),
  action: z.enum(AUDIT_ACTIONS).optional(),
  subject: idSchema.optional().meta({ description: "The id of a thing" }),
  from: momentSchema.optional(),
  to: momentSchema.optional().meta({ description: "Up to, and not at, this time" }),
};

const listAuditInput = pageInput.extend(filters);

const EXPORT_FORMATS = ["jsonl", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const exportAuditInput = z.object({
  format: z.enum(EXPORT_FORMATS).default("jsonl"),
  ...filters,
});

const retentionSchema = z.object({
  days: z
    .number()
    .int()
    .min(AUDIT_DAYS.least)
    .max(AUDIT_DAYS.most)
    .nullable()
    .meta({ description: "Older entries are removed within the hour; null: kept for ever" }),
});

export const auditContract = {
  list: oc
    .route({
      method: "GET",
      path: "/audit",
      tags: ["Audit"],
      description: "Who did what to which thing from where, newest first.",
    })
    .input(listAuditInput)
    .output(pageOf(auditEntrySchema)),
  retention: {
    get: oc
      .route({ method: "GET", path: "/audit/retention", tags: ["Audit"] })
      .output(retentionSchema),
    set: oc
      .route({ method: "PUT", path: "/audit/retention", tags: ["Audit"] })
      .input(retentionSchema)
      .output(retentionSchema),
  },
};
