import type { BatchRecord } from "../engine/batch-record";
import { hasQuirk } from "../engine/batch-record";
import type { CountTokens } from "../engine/count-tokens";
import { randomLetters } from "../engine/ids";
import { promptTokens } from "../engine/usage";
import type { BatchWire, FileRules, ResultLine, Row } from "../engine/wire";
import { hexOf } from "../random";
import { answerRequest } from "./answer-request";
import { codeOf, type Fault } from "./errors";
import { type InlinedRequest, inlinedFile, inlinedLine, keyOf } from "./inlined";
import { GEMINI_MODELS } from "./models";
import { toTurns } from "./to-prompt";
import { type BatchLine, validateLine } from "./validate-line";
import { validateRequest } from "./validate-request";

/** Gemini batch guide, read 2026-11-23. */
export const MAX_FILE_BYTES = 2_000_000_000;
/** Files API guide, read 2026-11-23. */
export const FILE_LIFE_SECONDS = 48 * 3600;

/** Oddities that a fault can switch on: states under their documented names, no counts, `status` in the place of `error`. */
export const QUIRKS = ["job_states", "no_stats", "status_lines"] as const;

/** What the wire keeps with a batch. */
export interface GeminiBatch {
  model: string;
  displayName: string;
  /** Whether the requests came with the create. */
  inline: boolean;
}

export function detailsOf({ details }: BatchRecord): GeminiBatch {
  return details as unknown as GeminiBatch;
}

/**
 * How the engine runs a batch: lines of `{key, request}` in, `{key, response}` or `{key, error}` out, in one file. Of
 * requests in the create: `{request, metadata}` in, and out what `inlined.ts` makes of them.
 */
export const geminiBatches: BatchWire = {
  models: GEMINI_MODELS,
  newBatchId: () => randomLetters(36).toLowerCase(),
  newFileId: () => randomLetters(12).toLowerCase(),
  rules: lineRules,
  read(bytes) {
    const line = JSON.parse(bytes.toString("utf8")) as BatchLine | InlinedRequest;
    return "key" in line
      ? { customId: line.key, body: line.request }
      : { customId: keyOf(line), body: line };
  },
  run(row, answer) {
    const { model: name, inline } = detailsOf(row.batch);
    const model = GEMINI_MODELS.find(name);
    if (model === undefined) throw new Error("a batch of an unknown model");
    const body = inline ? (row.body as InlinedRequest).request : row.body;
    const reply = answerRequest(model, body, hexOf(row.key, row.seed, 24), answer);
    return reply.ok
      ? { usage: reply.usage, line: lineOf(row, { response: reply.body }) }
      : { usage: null, line: errorLine(row, reply.fault) };
  },
  // Rows that did not run have no line: this one goes where nothing is kept.
  neverRun: () => ({ which: "error", text: "{}" }),
  /** One file. An expired batch gives nothing, not even what was done. */
  resultFile(batch, which, ending, nowMs) {
    if (which === "error" || ending === "expired") return null;
    if (detailsOf(batch).inline) return inlinedFile(batch, nowMs);
    return {
      filename: `${batch.id}_responses.jsonl`,
      purpose: "generated",
      listed: true,
      createdAtMs: nowMs,
      lifeSeconds: FILE_LIFE_SECONDS,
    };
  },
};

/** Only the form of the lines is checked before the rows run. No greatest number of rows is published. */
function lineRules(batch: BatchRecord, count: CountTokens): FileRules {
  return {
    maxBytes: MAX_FILE_BYTES,
    maxRows: Number.POSITIVE_INFINITY,
    reject: (why) =>
      wholeFault(why === "empty" ? "The file has no requests." : "The file is too large."),
    check(bytes, number) {
      const line = validateLine(bytes);
      if (!line.ok) {
        const message = `Line ${number}: ${line.fault.message}`;
        return { ok: false, error: { code: line.fault.name, line: number, message, param: null } };
      }
      const tokens = lineTokens(line.value, count);
      return { ok: true, model: detailsOf(batch).model, tokens };
    },
  };
}

/** Prompt tokens of a line; none where its request is not valid. */
export function lineTokens({ request }: Pick<BatchLine, "request">, count: CountTokens): number {
  const checked = validateRequest(request);
  return checked.ok ? promptTokens(toTurns(checked.value), count) : 0;
}

function wholeFault(message: string) {
  return { code: "INVALID_ARGUMENT", line: null, message, param: null };
}

function errorLine(row: Row, { name, message }: Fault): ResultLine {
  const status = { code: codeOf(name), message };
  return lineOf(row, hasQuirk(row.batch, "status_lines") ? { status } : { error: status });
}

function lineOf(row: Row, outcome: Record<string, unknown>): ResultLine {
  const { batch, customId } = row;
  if (detailsOf(batch).inline) return inlinedLine(row, outcome);
  return { which: "output", text: JSON.stringify({ key: customId, ...outcome }) };
}
