import { expect, test } from "vitest";
import { fitsStructuredOutputs } from "./structured-outputs";

const object = (properties: Record<string, unknown>, more: object = {}) => ({
  type: "object",
  properties,
  additionalProperties: false,
  ...more,
});
const text = { type: "string" };
const many = (count: number, schema: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, schema]));

test.each<[string, Record<string, unknown>]>([
  ["an empty object", object({})],
  ["required and optional properties", object({ a: text, b: text }, { required: ["a"] })],
  ["descriptions", object({ a: { ...text, title: "A", description: "An a", default: "x" } })],
  ["nested objects and lists", object({ a: { type: "array", items: object({ b: text }) } })],
  ["a list with at least one item", object({ a: { type: "array", items: text, minItems: 1 } })],
  ["several types", object({ a: { type: ["integer", "null"] } })],
  ["choices", object({ a: { anyOf: [text, { type: "null" }] } })],
  ["plain values", object({ a: { enum: ["x", 1, null] }, b: { type: "string", const: "y" } })],
  ["a format that is known", object({ a: { ...text, format: "date" } })],
  ["24 optional properties", object(many(24, text))],
])("%s can be held to", (_, schema) => {
  expect(fitsStructuredOutputs(schema)).toBe(true);
});

const deep = (levels: number): Record<string, unknown> =>
  levels === 0 ? text : object({ a: deep(levels - 1) });

test.each<[string, Record<string, unknown>]>([
  ["no object at its root", text],
  ["an open object", { type: "object", properties: {} }],
  ["an object without properties", { type: "object", additionalProperties: false }],
  ["bounds of numbers", object({ a: { type: "number", minimum: 0 } })],
  ["bounds of texts", object({ a: { ...text, maxLength: 5 } })],
  ["a pattern", object({ a: { ...text, pattern: "^a" } })],
  ["a format that is not known", object({ a: { ...text, format: "iri" } })],
  ["a list of at least two", object({ a: { type: "array", items: text, minItems: 2 } })],
  ["a list of anything", object({ a: { type: "array" } })],
  ["objects as values", object({ a: { enum: [{ x: 1 }] } })],
  ["no value at all", object({ a: { enum: [] } })],
  ["a reference", object({ a: { $ref: "#/$defs/a" } }, { $defs: { a: text } })],
  ["no type", object({ a: {} })],
  ["an unknown type", object({ a: { type: "date" } })],
  ["a property that is no schema", object({ a: 1 })],
  ["a required property that is not there", object({ a: text }, { required: ["b"] })],
  ["required that is no list", object({ a: text }, { required: "a" })],
  ["a name with a space", object({ "a b": text })],
  ["25 optional properties", object(many(25, text))],
  [
    "17 unions",
    object(many(17, { type: ["string", "null"] }), { required: Object.keys(many(17, {})) }),
  ],
  ["great depth", deep(12)],
  [
    "too many parts",
    object({ a: object(many(600, text), { required: Object.keys(many(600, {})) }) }),
  ],
])("%s cannot be held to", (_, schema) => {
  expect(fitsStructuredOutputs(schema)).toBe(false);
});
