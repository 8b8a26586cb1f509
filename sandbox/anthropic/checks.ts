/** Says what is wrong with a value, or null. Words as the API puts them: the path, a colon, the problem. */
export type Check = (path: string, value: unknown) => string | null;

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const kind =
  (problem: string, holds: (value: unknown) => boolean): Check =>
  (path, value) =>
    holds(value) ? null : `${path}: ${problem}`;

export const text = kind("Input should be a valid string", (value) => typeof value === "string");
export const flag = kind("Input should be a valid boolean", (value) => typeof value === "boolean");
export const object = kind("Input should be a valid dictionary", isFields);
export const anything: Check = () => null;

export const orNull =
  (check: Check): Check =>
  (path, value) =>
    value === null ? null : check(path, value);

export const whole =
  (least: number): Check =>
  (path, value) => {
    if (!Number.isInteger(value)) return `${path}: Input should be a valid integer`;
    const low = (value as number) < least;
    return low ? `${path}: Input should be greater than or equal to ${least}` : null;
  };

export const oneOf =
  (...values: readonly string[]): Check =>
  (path, value) => {
    if (values.includes(value as string)) return null;
    const [last, ...others] = values.map((one) => `'${one}'`).reverse();
    const all = others.length > 0 ? `${others.reverse().join(", ")} or ${last}` : last;
    return `${path}: Input should be ${all}`;
  };

/** A list whose every item passes; items have the path `path.0`. */
export const listOf =
  (check: Check, least = 0): Check =>
  (path, value) => {
    if (!Array.isArray(value)) return `${path}: Input should be a valid list`;
    if (value.length < least)
      return `${path}: List should have at least ${least} item after validation`;
    return first(value.map((item, i) => () => check(`${path}.${i}`, item)));
  };

/** An object with these fields and no others. */
export const fields =
  (
    required: Readonly<Record<string, Check>>,
    optional: Readonly<Record<string, Check>> = {},
  ): Check =>
  (path, value) => {
    if (!isFields(value)) return object(path, value);
    const at = (name: string) => (path === "" ? name : `${path}.${name}`);
    const known = { ...required, ...optional };
    return (
      first(
        Object.keys(required).map(
          (name) => () => (name in value ? null : `${at(name)}: Field required`),
        ),
      ) ??
      first(
        Object.entries(value).map(([name, one]) => () => {
          const check = Object.hasOwn(known, name) ? known[name] : undefined;
          return check ? check(at(name), one) : `${at(name)}: Extra inputs are not permitted`;
        }),
      )
    );
  };

/** An object whose `type` names which of these it is. */
export const tagged =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (path, value) => {
    if (!isFields(value)) return object(path, value);
    const check = Object.hasOwn(kinds, String(value.type)) ? kinds[String(value.type)] : undefined;
    if (check) return check(path, value);
    const tags = Object.keys(kinds).map((tag) => `'${tag}'`);
    return `${path}: Input tag '${String(value.type).slice(0, 60)}' found using 'type' does not match any of the expected tags: ${tags.join(", ")}`;
  };

/** The first problem of several, the others are not looked for. */
export function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}
