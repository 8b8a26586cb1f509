import { z } from "zod";
import { ID_CHARACTERS, ID_LENGTH } from "../core/id";
import { PROVIDER_KINDS } from "../core/provider-kind";

/** Exact dollars as a decimal string: up to 12 decimals, unrounded, no exponent. */
export const moneySchema = z
  .string()
  .regex(/^-?\d+(\.\d{1,12})?$/, "A decimal number of dollars, for example 12.5")
  .meta({ description: "US dollars, decimal string with up to 12 decimals", examples: ["0.0125"] });

/** A positive amount that a caller sets, for example a budget. */
export const amountSchema = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,12})?$/, "A positive decimal number of dollars, for example 12.5");

export const providerKindSchema = z.enum(PROVIDER_KINDS);

export const timeSchema = z.iso.datetime().meta({ description: "ISO 8601, UTC" });

export const idSchema = z.string().min(1).max(ID_LENGTH).regex(ID_CHARACTERS);

/** A name that people give something: one line of text. */
export const nameSchema = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(
      // As \P{Cc}, in words that every reader of the OpenAPI document knows, and one of them no space.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are refused
      /^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$/,
      "One line, not only spaces, without control characters",
    );

export const idInput = z.object({ id: idSchema });

export const pageInput = z.object({
  cursor: z
    .string()
    .max(200)
    .regex(/^[\w.:/-]*$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Lists leave out what was deleted, unless it is asked for. */
export const deletedInput = z.object({
  include: z.enum(["deleted"]).optional().meta({ description: "What was deleted, too" }),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export const costRangeSchema = z.object({
  low: moneySchema,
  expected: moneySchema,
  high: moneySchema,
});

/** What a person must look at, or why something ended: a stable code, a message, figures. */
export const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
