import { z } from "zod";
import { isTerminal } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import { findFile } from "../engine/files";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { exceededLimit, hasTokenLimits } from "../engine/token-limits";
import { json, parseJson, type Reply, readBody } from "../http";
import { readLineBlocks } from "../lines";
import { type GeminiBatch, lineTokens } from "./batch-wire";
import { type Fault, fault, noSuch, noSuchModel, refuse } from "./errors";
import { type InlinedRequest, inlinedFault, inlinedSchema } from "./inlined";
import { GEMINI_MODELS } from "./models";
import { fileId } from "./names";
import { validateLine } from "./validate-line";
import { type Checked, NOT_JSON, parseAs } from "./validate-request";
import { wireOperation } from "./wire-operation";

/** Gemini batch guide, read 2026-11-23: requests in the create are less than 20 MB with all around them. */
const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** Gemini API page on rate limits, read 2026-11-23. */
const MAX_RUNNING = 100;
/** Gemini batch guide, read 2026-11-23: pending or running for longer than this, a batch expires. */
const WINDOW_SECONDS = 48 * 3600;

const createSchema = z.strictObject({
  batch: z.strictObject({
    displayName: z.string().min(1),
    model: z.string().optional(),
    name: z.string().optional(),
    priority: z.union([z.string(), z.number()]).optional(),
    inputConfig: z.strictObject({
      fileName: z.string().optional(),
      requests: inlinedSchema.optional(),
    }),
    webhookConfig: z
      .strictObject({
        uris: z.array(z.string()).optional(),
        userMetadata: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
});

type InputConfig = z.infer<typeof createSchema>["batch"]["inputConfig"];

/**
 * POST /v1beta/models/MODEL:batchGenerateContent, over a file or with the requests in it. What is in a file shows up once the
 * batch is there.
 */
export async function createBatch(
  engine: Engine,
  { req, account, id: model }: Call,
): Promise<Reply> {
  const bytes = await readBody(req, MAX_BODY_BYTES);
  if (bytes === null) return refuse(TOO_LARGE);
  const body = parseJson(bytes);
  if (body === undefined) return refuse(NOT_JSON);
  if (!GEMINI_MODELS.find(model)?.batch) return refuse(noSuchModel(model, "batchGenerateContent"));
  const checked = parseAs(createSchema, body);
  if (!checked.ok) return refuse(checked.fault);
  const { displayName, inputConfig } = checked.value.batch;
  const source = toSource(engine, account, inputConfig);
  if (!source.ok) return refuse(source.fault);
  const { requests } = source.value;
  const tokens = hasTokenLimits(engine) ? await tokensOf(engine, source.value) : 0;
  const full = runningFault(engine, account) ?? tokenFault(engine, account, model, tokens);
  if (full !== null) return refuse(full);
  const details: GeminiBatch = { model, displayName, inline: requests !== null };
  const record = openBatch(engine, {
    account,
    input:
      requests === null
        ? { fileIds: [source.value.fileId] }
        : { lines: requests.map((one) => JSON.stringify(one)), model, enqueuedTokens: tokens },
    marks: { displayName },
    windowSeconds: WINDOW_SECONDS,
    details: { ...details },
  });
  return json(200, wireOperation(engine, record));
}

type Source = { fileId: string; requests: null } | { requests: readonly InlinedRequest[] };

/** A file or requests, one of the two. */
function toSource(
  engine: Engine,
  account: string,
  { fileName, requests }: InputConfig,
): Checked<Source> {
  if (requests !== undefined) {
    const wrong = fileName === undefined ? inlinedFault(requests.requests) : TWO_SOURCES;
    return wrong === null
      ? { ok: true, value: { requests: requests.requests } }
      : { ok: false, fault: wrong };
  }
  const file = findFile(engine, account, fileId(fileName ?? ""));
  return file === null
    ? { ok: false, fault: noSuch(fileName ?? "input_config.file_name") }
    : { ok: true, value: { fileId: file.id, requests: null } };
}

const TWO_SOURCES = fault(
  "INVALID_ARGUMENT",
  "Invalid value at 'batch.input_config' (oneof), oneof field 'source' is already set.",
);

const TOO_LARGE = fault(
  "INVALID_ARGUMENT",
  `Request payload size exceeds the limit: ${MAX_BODY_BYTES} bytes.`,
);

function runningFault(engine: Engine, account: string): Fault | null {
  const running = [...engine.batches.all()].filter(
    (batch) => batch.account === account && !isTerminal(batch.status),
  );
  return running.length < MAX_RUNNING ? null : exhausted("batch-concurrent-requests");
}

async function tokensOf(engine: Engine, source: Source): Promise<number> {
  const { count } = engine;
  if (source.requests !== null) {
    return source.requests.reduce((sum, one) => sum + lineTokens(one, count), 0);
  }
  let tokens = 0;
  for await (const { lines } of readLineBlocks(engine.paths.content(source.fileId))) {
    for (const bytes of lines) {
      const line = validateLine(bytes);
      tokens += line.ok ? lineTokens(line.value, count) : 0;
    }
  }
  return tokens;
}

/** The tokens that wait in batches of one model are capped; the create is refused where its own would exceed them. */
function tokenFault(engine: Engine, account: string, model: string, tokens: number): Fault | null {
  const limit = exceededLimit(engine, account, model, tokens);
  return limit === null ? null : exhausted("batch-enqueued-tokens");
}

function exhausted(quotaId: string): Fault {
  const message =
    "You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";
  return fault("RESOURCE_EXHAUSTED", message, [
    { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId }] },
  ]);
}
