import { randomHex, randomLetters } from "../engine/ids";
import type { BatchWire, ResultLine, Row } from "../engine/wire";
import { hexOf } from "../random";
import { batchEvent } from "./batch-event";
import { detailsOf, endpointOf, modelsOf, type OpenAiDialect } from "./dialect";
import type { EndpointReply } from "./endpoint";
import { lineRules } from "./line-rules";
import type { BatchLine } from "./validate-line";

/** How the engine runs a batch of this dialect: OpenAI's input and result lines. */
export function batchWire(dialect: OpenAiDialect): BatchWire {
  return {
    models: modelsOf(dialect),
    newBatchId: () => `batch_${randomHex(32)}`,
    newFileId: () => `file-${randomLetters(22)}`,
    rules: (batch, count) => lineRules(dialect, batch, count),
    read(bytes) {
      const line = JSON.parse(bytes.toString("utf8")) as BatchLine;
      return { customId: line.custom_id, body: line.body };
    },
    run(row, answer) {
      const reply = endpointOf(dialect, row.batch).answer(row.body, row, answer);
      return { usage: reply.usage, line: answerLine(row, reply) };
    },
    neverRun: neverRunLine,
    resultFile: (batch, which, _ending, nowMs) => ({
      filename: `${batch.id}_${which}.jsonl`,
      purpose: "batch_output",
      listed: true,
      createdAtMs: nowMs,
      lifeSeconds: detailsOf(batch).resultLifeSeconds ?? dialect.resultLifeSeconds,
    }),
    emptyErrorFile: dialect.emptyErrorFile,
    overLimit(batch, model, limit) {
      const message = `Enqueued token limit reached for ${model} in organization org-sandbox${batch.account.slice(0, 8)}. Limit: ${limit.toLocaleString("en-US")} enqueued tokens. Please try again once some in_progress batches have been completed.`;
      return { code: "token_limit_exceeded", line: null, message, param: null };
    },
    ...(dialect.announces.length === 0 ? {} : { event: (batch) => batchEvent(dialect, batch) }),
  };
}

function answerLine(row: Row, reply: EndpointReply): ResultLine {
  return {
    which: reply.status === 200 ? "output" : "error",
    text: JSON.stringify({
      id: requestId(row),
      custom_id: row.customId,
      response: {
        status_code: reply.status,
        request_id: hexOf(row.key, row.seed + 9, 32),
        body: reply.body,
      },
      error: null,
    }),
  };
}

const NEVER_RUN = {
  expired: "This request could not be executed before the completion window expired.",
  cancelled: "This request was not executed because the batch was cancelled.",
};

function neverRunLine(row: Row, why: "expired" | "cancelled"): ResultLine {
  const error = { code: `batch_${why}`, message: NEVER_RUN[why] };
  const line = { id: requestId(row), custom_id: row.customId, response: null, error };
  return { which: "error", text: JSON.stringify(line) };
}

function requestId({ key, seed }: Row): string {
  return `batch_req_${hexOf(key, seed, 32)}`;
}
