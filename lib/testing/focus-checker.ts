import { type FocusCells, isFlatObject } from "./focus-cells";
import { CROSS_RULES } from "./focus-cross-rules";
import { FOCUS_RULES, type FocusRule } from "./focus-rules";

/**
 * Everything in a file that FOCUS 1.2 forbids, one line for each finding; none: it conforms. Written from the
 * specification's column rules and not from what the product writes.
 */
export function focusFindings(
  columns: readonly string[],
  rows: readonly FocusCells[],
): readonly string[] {
  const found = columnFindings(columns);
  for (const [index, row] of rows.entries()) {
    const say = (what: string) => found.push(`row ${index + 1}: ${what}`);
    for (const name of columns) {
      const rule = FOCUS_RULES[name];
      const wrong = cellFinding(row[name] ?? null, rule);
      if (wrong) say(`${name} ${wrong}`);
    }
    for (const [rule, holds] of CROSS_RULES) if (!holds(row)) say(rule);
  }
  return [...found, ...parentFindings(rows)];
}

function columnFindings(columns: readonly string[]): string[] {
  const found = Object.entries(FOCUS_RULES)
    .filter(([name, { level }]) => level === "mandatory" && !columns.includes(name))
    .map(([name]) => `the mandatory column ${name} is missing`);
  for (const [at, name] of columns.entries()) {
    if (columns.indexOf(name) !== at) found.push(`the column ${name} is there twice`);
    if (!isCustom(name) && !FOCUS_RULES[name]) found.push(`${name} is no column of FOCUS 1.2`);
    if (!isCustom(name) && isCustom(columns[at - 1] ?? "")) found.push(`${name} is among ours`);
    if (!PASCAL_CASE.test(name)) found.push(`${name} is not in Pascal case, or too long`);
  }
  return found;
}

const isCustom = (name: string): boolean => name.startsWith("x_");
const PASCAL_CASE = /^(x_)?[A-Z][A-Za-z0-9]{0,47}$/;

const NUMBER = /^-?\d+(\.\d+)?(E-?\d+)?$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function cellFinding(value: string | null, rule: FocusRule | undefined): string | null {
  if (value === null) return rule?.nullable === false ? "is null" : null;
  if (value.trim() === "") return "is empty instead of null";
  return rule ? valueFinding(value, rule) : null;
}

function valueFinding(value: string, rule: FocusRule): string | null {
  if (rule.allowed && !rule.allowed.includes(value)) return `is ${value}, which is not allowed`;
  if (!OF_TYPE[rule.type](value)) return `is ${value}, which is no ${rule.type}`;
  return rule.notNegative && value.startsWith("-") ? "is negative" : null;
}

const OF_TYPE: Readonly<Record<FocusRule["type"], (value: string) => boolean>> = {
  string: () => true,
  decimal: (value) => NUMBER.test(value),
  time: isMoment,
  json: isFlatObject,
};

function isMoment(value: string): boolean {
  const ms = MOMENT.test(value) ? Date.parse(value) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString() === value.replace("Z", ".000Z");
}

/** Pairs of which the first may have but one of the second, over the whole file. */
const PARENTS = [
  ["SkuPriceId", "SkuId"],
  ["SkuId", "SkuMeter"],
  ["ServiceName", "ServiceCategory"],
  ["ServiceName", "ServiceSubcategory"],
] as const;

function parentFindings(rows: readonly FocusCells[]): string[] {
  return PARENTS.flatMap(([child, parent]) => {
    const seen = new Map<string, string | null>();
    const twice = new Set<string>();
    for (const row of rows) {
      const [key, value] = [row[child] ?? null, row[parent] ?? null];
      if (key === null) continue;
      if (seen.has(key) && seen.get(key) !== value) twice.add(key);
      seen.set(key, value);
    }
    return [...twice].map((key) => `${child} ${key} has two of ${parent}`);
  });
}
