import type { FieldCheck } from "./dialect";
import { arrayTooLong, invalidType, invalidValue, type Refusal, refusal } from "./errors";

export const decimal =
  (low: number, high: number): FieldCheck =>
  (name, value) => {
    if (typeof value !== "number") return invalidType(name, "a decimal", value);
    if (value < low) return outside(name, "decimal", "below minimum", `>= ${low}`, value);
    return value > high ? outside(name, "decimal", "above maximum", `<= ${high}`, value) : null;
  };
export const integer =
  (low: number, high: number): FieldCheck =>
  (name, value) => {
    if (!Number.isInteger(value)) return invalidType(name, "an integer", value);
    const number = value as number;
    if (number < low) return outside(name, "integer", "below minimum", `>= ${low}`, number);
    return number > high ? outside(name, "integer", "above maximum", `<= ${high}`, number) : null;
  };
const kind =
  (expected: string, holds: (value: unknown) => boolean): FieldCheck =>
  (name, value) =>
    holds(value) ? null : invalidType(name, expected, value);
export const oneOf =
  (...values: string[]): FieldCheck =>
  (name, value) =>
    values.includes(value as string) ? null : invalidValue(name, value, values);

function outside(name: string, what: string, how: string, bound: string, got: number): Refusal {
  const message = `Invalid '${name}': ${what} ${how} value. Expected a value ${bound}, but got ${got} instead.`;
  const code = `${what}_${how.replace(" ", "_")}_value`.replace("minimum_value", "min_value");
  return refusal(400, message, name, code.replace("maximum_value", "max_value"));
}

export const text = kind("a string", (value) => typeof value === "string");
export const flag = kind("a boolean", (value) => typeof value === "boolean");
export const list = kind("an array", Array.isArray);
export const object = kind("an object", isFields);
export const anything: FieldCheck = () => null;
export const stop: FieldCheck = (name, value) => {
  const several = Array.isArray(value) && value.every((one) => typeof one === "string");
  if (several && value.length > 4) return arrayTooLong(name, 4, value.length);
  return several ? null : text(name, value);
};

/** Any number of them. */
export const stops: FieldCheck = (name, value) =>
  Array.isArray(value) && value.every((one) => typeof one === "string") ? null : text(name, value);

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
