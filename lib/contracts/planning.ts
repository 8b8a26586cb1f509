import { oc } from "@orpc/contract";
import { z } from "zod";
import { CHANNELS, MODEL_APIS } from "../core/pricing";
import { CACHE_TIMES, IMAGE_TYPES } from "../core/request";
import {
  costRangeSchema,
  idSchema,
  moneySchema,
  nameSchema,
  pageInput,
  pageOf,
  problemSchema,
  providerKindSchema,
} from "./common";

const imageSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("url"), url: z.string().min(1).max(10_000) }),
  z.strictObject({
    kind: z.literal("base64"),
    mediaType: z.enum(IMAGE_TYPES),
    data: z.string().min(1).max(1_000_000),
  }),
]);

export const promptRequestSchema = z.strictObject({
  raw: z.literal(false).optional(),
  system: z.string().max(200_000).optional(),
  cacheSystem: z.enum(CACHE_TIMES).optional().meta({
    description:
      "Asks Anthropic to keep the system text in its cache for this long; the others cache unasked, or not at all",
  }),
  prompt: z.string().min(1, "Write a prompt").max(200_000),
  images: z.array(imageSchema).max(16).optional(),
  outputSchema: z.record(z.string(), z.unknown()).optional(),
  maxOutputTokens: z.number().int().min(1).max(1_000_000).optional(),
  temperature: z.number().min(0).max(2).optional(),
});

export const rawRequestSchema = z.strictObject({
  raw: z.literal(true),
  ignoreFields: z.array(z.string().min(1).max(100)).max(50).optional(),
  maxOutputTokens: z.number().int().min(1).max(1_000_000).optional(),
});

export const requestSchema = z.union([promptRequestSchema, rawRequestSchema]);

/** What is to be asked of which data, where: the part that an estimate, a preview and a job have in common. */
export const jobTarget = {
  datasetId: idSchema,
  connectionId: idSchema,
  model: nameSchema(200),
  request: requestSchema,
};

export const estimateSchema = z.object({
  /** Null when a price is unknown. */
  batch: costRangeSchema.nullable(),
  realtime: costRangeSchema.nullable(),
  inputTokens: z.object({ low: z.number(), expected: z.number(), high: z.number() }),
  outputTokens: z.object({ low: z.number(), expected: z.number(), high: z.number() }),
  confidence: z.number(),
  basis: z.enum(["history", "prior"]),
  /** The most that one attempt can cost; null when no `maxOutputTokens` bounds it. */
  ceiling: moneySchema.nullable(),
  rows: z.number().int(),
  simulated: z.boolean(),
});
export type Estimate = z.infer<typeof estimateSchema>;

export const previewInput = z.object({
  ...jobTarget,
  rows: z.array(z.number().int().min(1)).max(20).optional(),
});

export const previewSchema = z.object({
  data: z.array(
    z.object({
      row: z.number().int(),
      system: z.string().nullable(),
      prompt: z.string().nullable(),
      /** The whole line as the provider would get it. */
      line: z.string(),
      inputTokens: z.number().int(),
    }),
  ),
  problems: z.array(problemSchema),
});
export type Preview = z.infer<typeof previewSchema>;

export const modelSchema = z.object({
  id: z.string(),
  provider: providerKindSchema,
  contextTokens: z.number().int().nullable(),
  maxOutputTokens: z.number().int().nullable(),
  reasoning: z.boolean(),
  api: z
    .enum(MODEL_APIS)
    .meta({ description: "Prompts go to `chat`; the others take ready-made requests" }),
  /** USD per million tokens at the base tier, today. Null: unknown. */
  prices: z.object({
    batch: z.object({ input: moneySchema.nullable(), output: moneySchema.nullable() }),
    realtime: z.object({ input: moneySchema.nullable(), output: moneySchema.nullable() }),
  }),
  derived: z.boolean(),
  channels: z
    .array(z.enum(CHANNELS))
    .meta({ description: "The ways in which its rows can be sent" }),
});
export type Model = z.infer<typeof modelSchema>;

export const compareInput = z.object({
  datasetId: idSchema,
  request: promptRequestSchema,
});

export type CompareInput = z.input<typeof compareInput>;

export const MODEL_MISFITS = ["context", "images", "request"] as const;

const comparedModelSchema = z.object({
  provider: providerKindSchema,
  model: z.string(),
  batch: costRangeSchema.nullable().meta({ description: "Null: not sold so, or of unknown price" }),
  realtime: costRangeSchema.nullable(),
  perThousandRows: moneySchema
    .nullable()
    .meta({ description: "The expected cost in batches of a thousand of these rows" }),
  ceiling: moneySchema.nullable(),
  basis: z.enum(["history", "prior"]),
  misfits: z
    .array(z.enum(MODEL_MISFITS))
    .meta({ description: "Why the rows do not fit the model; none: they do" }),
  contextTokens: z.number().int(),
  vision: z.boolean(),
  reasoning: z.boolean(),
  derived: z.boolean().meta({ description: "A price follows from a rule that no source states" }),
  agreed: z.boolean().meta({ description: "By what your organization has agreed" }),
});
export type ComparedModel = z.infer<typeof comparedModelSchema>;

export const comparisonSchema = z.object({
  data: z.array(comparedModelSchema).meta({ description: "The cheapest in batches first" }),
  rows: z.number().int(),
  confidence: z.number(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const planningContract = {
  compare: oc
    .route({
      ...{ method: "POST", path: "/comparisons", tags: ["Planning"] },
      description:
        "What a prompt over this data would cost with every model of the price book that writes texts, in batches and in real time. Nothing is sent.",
    })
    .input(compareInput)
    .output(comparisonSchema),
  estimate: oc
    .route({ method: "POST", path: "/estimates", tags: ["Planning"] })
    .input(
      z.object({
        ...jobTarget,
        channel: z
          .enum(CHANNELS)
          .default("batch")
          .meta({ description: "How the rows would be sent: the ceiling is of its price" }),
      }),
    )
    .output(estimateSchema),
  preview: oc
    .route({ method: "POST", path: "/preview", tags: ["Planning"] })
    .input(previewInput)
    .output(previewSchema),
  models: oc
    .route({ method: "GET", path: "/models", tags: ["Planning"] })
    .input(pageInput.extend({ provider: providerKindSchema.optional() }))
    .output(pageOf(modelSchema)),
};
