import { expect, test } from "vitest";
import { fitsStrictMode } from "./strict-schema";

const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  ...more,
});
const nested = (depth: number): Record<string, unknown> =>
  depth === 0 ? { type: "string" } : object({ inner: nested(depth - 1) });
const properties = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, { type: "string" }]));

test.each<[string, Record<string, unknown>]>([
  ["a flat object", object({ a: { type: "string" }, b: { type: ["number", "null"] } })],
  ["no properties", object({})],
  [
    "enums, arrays, unions",
    object({
      intent: { type: "string", enum: ["a", "b"], description: "which" },
      tags: { type: "array", items: { type: "string" } },
      extra: { anyOf: [{ type: "null" }, object({ x: { type: "integer" } })] },
    }),
  ],
  ["references", object({ a: { $ref: "#/$defs/a" } }, { $defs: { a: { type: "string" } } })],
  ["what zod writes", object({}, { $schema: "https://json-schema.org/draft/2020-12/schema" })],
  ["ten levels", nested(10)],
  ["a thousand enum values", object({ a: { type: "string", enum: Array(1000).fill("x") } })],
])("strict: %s", (_, schema) => {
  expect(fitsStrictMode(schema, { bounds: true })).toBe(true);
});

test.each<[string, Record<string, unknown>]>([
  ["nothing", {}],
  ["an array at the root", { type: "array", items: { type: "string" } }],
  ["a union at the root", { ...object({}), anyOf: [object({})] }],
  ["an open object", { type: "object", properties: {}, required: [] }],
  ["an optional property", object({ a: { type: "string" } }, { required: [] })],
  ["a required name that is no property", object({}, { required: ["a"] })],
  ["an open object inside", object({ a: { type: "array", items: { type: "object" } } })],
  ["an open object in a definition", object({}, { $defs: { a: { type: "object" } } })],
  ["a property of any type", object({ a: {} })],
  ["true as a schema", object({ a: true })],
  ["an array of anything", object({ a: { type: "array" } })],
  ["allOf", object({ a: { allOf: [{ type: "string" }] } })],
  ["a default", object({ a: { type: "string", default: "x" } })],
  ["an unknown keyword", object({ a: { type: "string", minLength: 2 } })],
  ["text beside a reference", object({ a: { $ref: "#/$defs/a", title: "x" } })],
  ["eleven levels", nested(11)],
  ["5001 properties", object(properties(5001))],
  ["1001 enum values", object({ a: { type: "string", enum: Array(1001).fill("x") } })],
])("not strict: %s", (_, schema) => {
  expect(fitsStrictMode(schema, { bounds: true })).toBe(false);
});

test("bounds count only where the model knows them", () => {
  const schema = object({ age: { type: "integer", minimum: 0 } });
  expect(fitsStrictMode(schema, { bounds: true })).toBe(true);
  expect(fitsStrictMode(schema, { bounds: false })).toBe(false);
});
