import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/**
 * Result lines of chat completions as OpenAI's batches return them, about 860 bytes each, for rows `firstRow` to
 * `lastRow` in an order of their own; no two alike. The same lines for the same rows.
 */
export async function writeRawResults(
  path: string,
  firstRow: number,
  lastRow: number,
): Promise<void> {
  await pipeline(Readable.from(resultChunks(firstRow, lastRow)), createWriteStream(path));
}

function* resultChunks(firstRow: number, lastRow: number): Generator<Buffer> {
  const rows = lastRow - firstRow + 1;
  let lines: string[] = [];
  for (let i = 0; i < rows; i++) {
    lines.push(resultLine(firstRow + ((i * STRIDE) % rows)));
    if (lines.length === 1000 || i === rows - 1) {
      yield Buffer.from(lines.join(""));
      lines = [];
    }
  }
}

/** A prime: it visits every row of a batch once, unless the batch is a multiple of it. */
const STRIDE = 7919;

const REASONS = [
  "the customer waits for a card that was ordered",
  "a payment was taken twice and a refund is asked for",
  "the exchange rate of yesterday is in question",
  "the phone was lost together with the passcode",
] as const;

function resultLine(row: number): string {
  const digest = createHash("md5").update(String(row)).digest("hex");
  const prompt = 90 + (row % 40);
  const completion = 20 + (row % 17);
  const content = JSON.stringify({
    intent: `intent_${row % 77}`,
    why: `${digest.slice(0, 16)}: ${REASONS[row % REASONS.length]}, as in “message ${row}”.\n`,
  });
  return `{"id":"batch_req_${digest}","custom_id":"r${row}","response":{"status_code":200,"request_id":"req_${digest}","body":{"id":"chatcmpl-${digest.slice(0, 24)}","object":"chat.completion","created":1763900000,"model":"gpt-5-mini-2025-08-07","choices":[{"index":0,"message":{"role":"assistant","content":${JSON.stringify(content)},"refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":${prompt},"completion_tokens":${completion},"total_tokens":${prompt + completion},"prompt_tokens_details":{"cached_tokens":${(row % 3) * 16},"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},"service_tier":"default","system_fingerprint":null}},"error":null}\n`;
}
