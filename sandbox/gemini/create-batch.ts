import { z } from "zod";
import { isTerminal } from "../engine/batch-record";
import type { Engine } from "../engine/engine";
import type { FileRecord } from "../engine/file-record";
import { findFile } from "../engine/files";
import { openBatch } from "../engine/open-batch";
import type { Call } from "../engine/provider";
import { exceededLimit, hasTokenLimits } from "../engine/token-limits";
import { json, parseJson, type Reply, readBody } from "../http";
import { readLineBlocks } from "../lines";
import { lineTokens } from "./batch-wire";
import { type Fault, fault, noSuch, noSuchModel, refuse } from "./errors";
import { GEMINI_MODELS } from "./models";
import { fileId } from "./names";
import { validateLine } from "./validate-line";
import { NOT_JSON, parseAs } from "./validate-request";
import { wireOperation } from "./wire-operation";

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
      requests: z.unknown().optional(),
    }),
    webhookConfig: z
      .strictObject({
        uris: z.array(z.string()).optional(),
        userMetadata: z.record(z.string(), z.unknown()).optional(),
      })
      .optional(),
  }),
});

/** POST /v1beta/models/MODEL:batchGenerateContent. What is in the file shows up once the batch is there. */
export async function createBatch(
  engine: Engine,
  { req, account, id: model }: Call,
): Promise<Reply> {
  const body = parseJson(await readBody(req, MAX_BODY_BYTES));
  if (body === undefined) return refuse(NOT_JSON);
  if (!GEMINI_MODELS.find(model)?.batch) return refuse(noSuchModel(model, "batchGenerateContent"));
  const checked = parseAs(createSchema, body);
  if (!checked.ok) return refuse(checked.fault);
  const { displayName, inputConfig } = checked.value.batch;
  if (inputConfig.requests !== undefined) return refuse(FILES_ONLY);
  const file = findFile(engine, account, fileId(inputConfig.fileName ?? ""));
  if (file === null) return refuse(noSuch(inputConfig.fileName ?? "input_config.file_name"));
  const full = runningFault(engine, account) ?? (await tokenFault(engine, account, model, file));
  if (full !== null) return refuse(full);
  const record = openBatch(engine, {
    account,
    input: { fileIds: [file.id] },
    marks: { displayName },
    windowSeconds: WINDOW_SECONDS,
    details: { model, displayName },
  });
  return json(200, wireOperation(record));
}

const FILES_ONLY = fault("UNIMPLEMENTED", "The sandbox takes requests in a file only.");

function runningFault(engine: Engine, account: string): Fault | null {
  const running = [...engine.batches.all()].filter(
    (batch) => batch.account === account && !isTerminal(batch.status),
  );
  return running.length < MAX_RUNNING ? null : exhausted("batch-concurrent-requests");
}

/** The tokens that wait in batches of one model are capped; the create is refused where the file would exceed them. */
async function tokenFault(
  engine: Engine,
  account: string,
  model: string,
  file: FileRecord,
): Promise<Fault | null> {
  if (!hasTokenLimits(engine)) return null;
  let tokens = 0;
  for await (const { lines } of readLineBlocks(engine.paths.content(file.id))) {
    for (const bytes of lines) {
      const line = validateLine(bytes);
      tokens += line.ok ? lineTokens(line.value, engine.count) : 0;
    }
  }
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
