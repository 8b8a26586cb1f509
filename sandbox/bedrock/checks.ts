import { type Check, isFields, text } from "../anthropic/checks";

export const between =
  (least: number, most: number): Check =>
  (path, value) =>
    typeof value === "number" && value >= least && value <= most
      ? null
      : `${path}: expected a number between ${least} and ${most}`;

export const filled: Check = (path, value) =>
  value === "" ? `${path}: expected minLength: 1, actual: 0` : text(path, value);

export const base64: Check = (path, value) => {
  const good = typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);
  return good && value.length % 4 === 0 ? null : `${path}: invalid base64 data`;
};

export const one =
  (kinds: Readonly<Record<string, Check>>): Check =>
  (path, value) => {
    const [name, ...others] = isFields(value) ? Object.keys(value) : [];
    const check = name === undefined || others.length > 0 ? undefined : kinds[name];
    return check && isFields(value) && name !== undefined
      ? check(`${path}.${name}`, value[name])
      : `${path}: exactly one of ${Object.keys(kinds).join(", ")} is expected`;
  };
