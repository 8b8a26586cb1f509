import { describe, expect, it } from "vitest";
import { z } from "zod";
import { schemaInstance } from "./schema-instance";

const recursive: z.ZodType = z.lazy(() =>
  z.strictObject({ name: z.string(), children: z.array(recursive).max(3) }),
);

const CASES: Record<string, z.ZodType> = {
  flat: z.strictObject({ label: z.enum(["a", "b"]), sure: z.boolean(), at: z.string() }),
  bounds: z.strictObject({
    low: z.number().min(2).max(3),
    whole: z.int().min(-5).max(-3),
    above: z.int().gt(7),
    step: z.int().multipleOf(5).min(3).max(40),
    short: z.string().max(5),
    long: z.string().min(200),
  }),
  arrays: z.strictObject({
    some: z.array(z.int()).min(2).max(4),
    pair: z.tuple([z.string(), z.number()]),
  }),
  choices: z.strictObject({
    maybe: z.string().nullable(),
    either: z.union([z.strictObject({ a: z.literal(1) }), z.strictObject({ b: z.boolean() })]),
    fixed: z.literal("yes"),
  }),
  formats: z.strictObject({
    mail: z.email(),
    id: z.uuid(),
    link: z.url(),
    day: z.iso.date(),
    moment: z.iso.datetime(),
    code: z.string().regex(/^[A-Z]{3}-\d{3}$/),
  }),
  recursive,
};

describe("schemaInstance", () => {
  it.each(Object.keys(CASES))("makes valid values: %s", (name) => {
    const type = CASES[name] ?? z.never();
    const schema = z.toJSONSchema(type) as Record<string, unknown>;
    for (let number = 0; number < 200; number++) {
      const value = schemaInstance(schema, number * 7919);
      expect(type.safeParse(value).error).toBeUndefined();
      expect(schemaInstance(schema, number * 7919)).toEqual(value);
    }
  });
});
