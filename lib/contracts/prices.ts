import { oc } from "@orpc/contract";
import { z } from "zod";
import { CHANNELS, MODEL_APIS } from "../core/pricing";
import { METERS } from "../core/usage";
import {
  idInput,
  idSchema,
  nameSchema,
  pageInput,
  pageOf,
  providerKindSchema,
  timeSchema,
} from "./common";

const rateSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, "Dollars per million tokens, with at most 6 decimals")
  .meta({ description: "US dollars per million tokens", examples: ["0.15"] });

const priceSchema = z.object({
  channel: z.enum(CHANNELS),
  meter: z.enum(METERS),
  fromInputTokens: z
    .number()
    .int()
    .meta({ description: "Of requests with at least this many input tokens" }),
  usd: rateSchema,
  derived: z.boolean().meta({ description: "No source states it: it follows from a rule" }),
  agreed: z.boolean().meta({ description: "Your organization's own, instead of the list price" }),
});

const pricedModelSchema = z.object({
  provider: providerKindSchema,
  model: z.string(),
  aliases: z.array(z.string()).meta({ description: "Other names at the same prices" }),
  api: z.enum(MODEL_APIS),
  batch: z.boolean(),
  vision: z.boolean(),
  reasoning: z.boolean(),
  contextTokens: z.number().int(),
  maxOutputTokens: z.number().int(),
  retiresOn: z.iso.date().nullable(),
  prices: z.array(priceSchema).meta({ description: "In force now" }),
});
export type ShownModel = z.infer<typeof pricedModelSchema>;
export type ShownPrice = z.infer<typeof priceSchema>;

const datedPriceSchema = priceSchema.extend({
  validFrom: timeSchema,
  validTo: timeSchema.nullable().meta({ description: "Exclusive; null: until it is replaced" }),
  source: z.string(),
  readOn: z.iso.date(),
});
export type DatedPrice = z.infer<typeof datedPriceSchema>;

const historySchema = pricedModelSchema.extend({
  entries: z.array(datedPriceSchema).meta({ description: "Every dated price, oldest first" }),
});
export type PriceHistory = z.infer<typeof historySchema>;

const termsSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("percent"),
    percentOff: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,2})?$/, "A percentage with at most 2 decimals")
      .meta({ description: "Off the list price: above 0, at most 100", examples: ["15"] }),
  }),
  z.strictObject({
    kind: z.literal("rates"),
    rates: z
      .array(
        z.strictObject({
          channel: z.enum(CHANNELS),
          meter: z.enum(METERS),
          fromInputTokens: z.number().int().min(0).max(2_000_000_000).default(0),
          usd: rateSchema,
        }),
      )
      .min(1)
      .max(100),
  }),
]);

const daySchema = z.iso.date().meta({ description: "UTC day, up to the year 2999" });

export const agreementInput = z.object({
  name: nameSchema(100).meta({ description: "What you call it, such as the contract's number" }),
  provider: providerKindSchema,
  model: nameSchema(200).nullable().default(null).meta({
    description: "Null: every model of the provider that the book knows; then a percentage",
  }),
  channels: z
    .array(z.enum(CHANNELS))
    .max(CHANNELS.length)
    .default([])
    .meta({ description: "Of a percentage; empty: every channel" }),
  terms: termsSchema,
  firstDay: daySchema.meta({ description: "UTC day, not before today and up to the year 2999" }),
  lastDay: daySchema.nullable().default(null),
});
export type AgreementInput = z.infer<typeof agreementInput>;

const agreementSchema = agreementInput.extend({
  id: idSchema,
  entries: z.number().int().meta({ description: "Prices of the book that follow from it" }),
  createdAt: timeSchema,
  createdByName: z.string(),
  endedAt: timeSchema.nullable().meta({ description: "Somebody ended it, before its time" }),
});
export type AgreementShown = z.infer<typeof agreementSchema>;

const previewSchema = z.object({
  entries: z.number().int(),
  models: z.number().int(),
  examples: z
    .array(
      z.object({
        ...{ model: z.string(), channel: z.enum(CHANNELS), meter: z.enum(METERS) },
        ...{ fromInputTokens: z.number().int(), list: rateSchema, agreed: rateSchema },
      }),
    )
    .meta({ description: "The first of them" }),
});
export type AgreementPreview = z.infer<typeof previewSchema>;

const tags = ["Prices"];

export const pricesContract = {
  list: oc
    .route({ method: "GET", path: "/prices", tags })
    .input(
      pageInput.extend({
        search: z.string().max(200).optional().meta({ description: "Part of a name" }),
        provider: providerKindSchema.optional(),
        api: z.enum(MODEL_APIS).optional(),
      }),
    )
    .output(pageOf(pricedModelSchema)),
  history: oc
    .route({
      ...{ method: "GET", path: "/prices/history", tags },
      description: "All that the price book knows of one model, what is over and what is to come.",
    })
    .input(z.object({ provider: providerKindSchema, model: nameSchema(200) }))
    .output(historySchema),
  agreements: {
    list: oc
      .route({ method: "GET", path: "/prices/agreements", tags })
      .input(pageInput)
      .output(pageOf(agreementSchema)),
    create: oc
      .route({
        ...{ method: "POST", path: "/prices/agreements", successStatus: 201, tags },
        description:
          "Puts down what was agreed with a provider: a percentage off the list or rates. It becomes dated entries of the price book, by which batches of those days are billed; where several cover a price, the one that begins last counts.",
      })
      .input(agreementInput)
      .output(agreementSchema),
    preview: oc
      .route({
        ...{ method: "POST", path: "/prices/agreements/preview", tags },
        description: "What an agreement would come to. Nothing is kept.",
      })
      .input(agreementInput)
      .output(previewSchema),
    end: oc
      .route({
        ...{ method: "POST", path: "/prices/agreements/{id}/end", tags },
        description: "Ends it now: the list holds again. What was billed by it stays as it was.",
      })
      .input(idInput)
      .output(agreementSchema),
  },
};
