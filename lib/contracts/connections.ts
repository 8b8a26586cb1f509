import { oc } from "@orpc/contract";
import { z } from "zod";
import { CHANNELS } from "../core/pricing";
import { BATCH_STORES } from "../core/sensitivity";
import {
  idInput,
  idSchema,
  nameSchema,
  pageInput,
  pageOf,
  problemSchema,
  providerKindSchema,
  timeSchema,
} from "./common";

const apiKeySchema = z.string().trim().max(500).regex(/\S/, "Enter a key");

const settingsSchema = z
  .record(z.string().max(50), z.string().trim().max(500))
  .meta({ description: "What this kind of provider needs besides; see GET /providers" });

export const connectionSchema = z.object({
  id: idSchema,
  name: z.string(),
  provider: providerKindSchema,
  baseUrl: z.string().nullable(),
  settings: settingsSchema,
  /** The last characters of the key, so that people can tell two apart. */
  keyHint: z.string(),
  simulated: z.boolean().meta({ description: "Set by the server: the provider is a sandbox" }),
  keepsFiles: z
    .boolean()
    .meta({ description: "Leave the provider's files there after their results are safe here" }),
  zeroRetention: z.boolean().meta({
    description: "An admin's word that whoever answers keeps nothing of what it is sent",
  }),
  strayFiles: z
    .object({ removed: z.number().int(), left: z.number().int(), lookedAt: timeSchema })
    .nullable()
    .meta({
      description:
        "Request files at the provider that no batch needed: removed so far, and those that the last look could not remove; null: not looked for yet",
    }),
  hook: z
    .object({ url: z.string(), secretSet: z.boolean() })
    .nullable()
    .meta({ description: "Where this kind of provider may send its webhooks; null: it has none" }),
  takesBatches: z.boolean().nullable().meta({
    description: "Whether the server has batches; null: like all of its kind, or not known yet",
  }),
  disabledAt: timeSchema.nullable().meta({ description: "Nothing new is sent through it" }),
  createdAt: timeSchema,
});
export type Connection = z.infer<typeof connectionSchema>;

export const createConnectionInput = z.object({
  name: nameSchema(100),
  provider: providerKindSchema,
  apiKey: apiKeySchema,
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  settings: settingsSchema.optional(),
});

export const updateConnectionInput = idInput.extend({
  name: nameSchema(100).optional(),
  apiKey: apiKeySchema.optional().meta({ description: "Takes the place of the key" }),
  hookSecret: z.string().trim().max(500).optional().meta({
    description: "The signing secret of the provider's webhook; empty: take nothing any more",
  }),
  keepsFiles: z.boolean().optional(),
  zeroRetention: z.boolean().optional(),
  disabled: z.boolean().optional(),
});
export type UpdateConnectionInput = z.infer<typeof updateConnectionInput>;

const providerLimitsSchema = z.object({
  minRequestsPerBatch: z.number().int(),
  maxRequestsPerBatch: z.number().int(),
  maxBytesPerBatch: z.number().int(),
  maxBytesPerRequest: z.number().int(),
  maxTokensPerBatch: z
    .number()
    .int()
    .nullable()
    .meta({ description: "Prompt tokens in the queue; null: the provider does not count them" }),
  completionWindowsHours: z.array(z.number().int()),
});
export type ProviderLimitsInfo = z.infer<typeof providerLimitsSchema>;

export const providerSchema = z.object({
  kind: providerKindSchema,
  baseUrl: z.enum(["optional", "required"]),
  settings: z.array(
    z.object({
      name: z.string(),
      required: z.boolean(),
      pattern: z.string().meta({ description: "A regular expression for the whole value" }),
      example: z.string(),
    }),
  ),
  channels: z.array(z.enum(CHANNELS)).meta({
    description: "The ways in which the rows of any of its models can be sent",
  }),
  ownModelNames: z.boolean().meta({ description: "Models may carry names of your own" }),
  limits: providerLimitsSchema,
  batchStore: z.enum(BATCH_STORES).meta({
    description:
      "Where its batches leave requests and results until they are removed: `files`, the `batch` itself, a `bucket` of yours there, or the `server` that you named",
  }),
  /** What the provider can tell of a batch whose create was never answered. */
  find: z.enum(["by-mark", "by-size", "unknowable"]),
});
export type ProviderInfo = z.infer<typeof providerSchema>;

export const connectionCheckSchema = z.object({
  ok: z.boolean(),
  problem: problemSchema.nullable(),
});
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>;

const accountSchema = z.object({
  models: z
    .object({
      names: z.array(z.string()),
      capped: z.boolean().meta({ description: "The provider has more than these" }),
    })
    .nullable()
    .meta({ description: "What the key can name in requests; null: the provider does not tell" }),
  files: z
    .object({
      count: z.number().int(),
      bytes: z.number().int().nullable().meta({ description: "Null: a size is not told" }),
      capped: z.boolean().meta({ description: "The provider keeps more than was counted" }),
    })
    .nullable()
    .meta({ description: "What the account keeps there; null: the provider does not tell" }),
  batches: z
    .boolean()
    .nullable()
    .meta({ description: "Whether the server takes batches; null: it did not say" }),
});

export const connectionSurveySchema = z.object({
  account: accountSchema.nullable().meta({ description: "Null: the provider did not answer well" }),
  problem: problemSchema.nullable(),
  limits: providerLimitsSchema.meta({
    description: "What a batch to this kind of provider may hold, as published",
  }),
  learned: z
    .array(
      z.object({
        model: z.string(),
        kind: z.enum(["enqueued_tokens"]),
        value: z.number().int(),
        learnedAt: timeSchema,
      }),
    )
    .meta({
      description:
        "Limits of this account that refusals of the last day named; no batch of the model is cut larger",
    }),
});
export type ConnectionSurvey = z.infer<typeof connectionSurveySchema>;

export const connectionsContract = {
  create: oc
    .route({ method: "POST", path: "/connections", successStatus: 201, tags: ["Connections"] })
    .input(createConnectionInput)
    .output(connectionSchema),
  list: oc
    .route({ method: "GET", path: "/connections", tags: ["Connections"] })
    .input(pageInput)
    .output(pageOf(connectionSchema)),
  update: oc
    .route({ method: "PATCH", path: "/connections/{id}", tags: ["Connections"] })
    .input(updateConnectionInput)
    .output(connectionSchema),
  check: oc
    .route({
      method: "POST",
      path: "/connections/{id}/check",
      tags: ["Connections"],
      description: "Asks the provider whether it takes the key, by a call that costs nothing.",
    })
    .input(idInput)
    .output(connectionCheckSchema),
  survey: oc
    .route({
      method: "GET",
      path: "/connections/{id}/survey",
      tags: ["Connections"],
      description:
        "Asks the provider which models the key can see and how many files it keeps, by calls that cost nothing.",
    })
    .input(idInput)
    .output(connectionSurveySchema),
  providers: oc
    .route({ method: "GET", path: "/providers", tags: ["Connections"] })
    .output(z.object({ data: z.array(providerSchema) })),
};
