import { stat } from "node:fs/promises";
import { createYielder } from "../clock";
import { readLineBlocks } from "../lines";
import type { BatchError, PlannedSegment } from "./batch-record";
import type { CheckedLine, FileRules } from "./wire";

export interface InputVerdict {
  errors: BatchError[];
  /** Name of the model as the first good line gives it. */
  model: string | null;
  plan: PlannedSegment[];
  total: number;
  enqueuedTokens: number;
}

/** No limit on listed errors is documented; a cap keeps the batch object small. */
const MAX_ERRORS = 100;

interface Found extends InputVerdict {
  blanks: number[];
}

/** Reads an input as a stream and checks every line; stops early once the errors are many. */
export async function validateInput(path: string, rules: FileRules): Promise<InputVerdict> {
  const { size } = await stat(path);
  if (size > rules.maxBytes) return rejected(rules.reject("too_large"));
  const found: Found = { ...NOTHING, errors: [], plan: [], blanks: [] };
  const breathe = createYielder();
  for await (const { segment, lines } of readLineBlocks(path)) {
    const before = found.total;
    for (const [i, bytes] of lines.entries()) {
      takeLine(found, bytes, segment.firstLine + i, rules);
      await breathe();
    }
    found.plan.push({ ...segment, rows: found.total - before });
    if (found.errors.length >= MAX_ERRORS || found.total > rules.maxRows) break;
  }
  if (found.total > rules.maxRows) return rejected(rules.reject("too_many"));
  if (found.total === 0) return rejected(rules.reject("empty"));
  const { least } = rules;
  const whole = found.errors.length < MAX_ERRORS;
  if (least && whole && found.total < least.rows) return rejected(least.reject(found.total));
  const { blanks: _blanks, ...verdict } = found;
  return { ...verdict, errors: verdict.errors.slice(0, MAX_ERRORS) };
}

const NOTHING = { errors: [], model: null, plan: [], total: 0, enqueuedTokens: 0 };

function takeLine(found: Found, bytes: Buffer, number: number, rules: FileRules): void {
  if (bytes.length === 0) {
    if (found.blanks.length < MAX_ERRORS) found.blanks.push(number);
    return;
  }
  // A blank line is an error only when something follows it.
  for (const blank of found.blanks.splice(0)) keep(found, rules.check(Buffer.alloc(0), blank));
  found.total += 1;
  keep(found, rules.check(bytes, number));
}

function keep(found: Found, checked: CheckedLine): void {
  if (!checked.ok) {
    found.errors.push(checked.error);
    return;
  }
  found.model ??= checked.model;
  found.enqueuedTokens += checked.tokens;
}

function rejected(error: BatchError): InputVerdict {
  return { ...NOTHING, errors: [error] };
}
