import type { BatchRecord } from "../engine/batch-record";
import { randomHex } from "../engine/ids";
import type { BatchEvent } from "../engine/wire";
import type { OpenAiDialect } from "./dialect";

/** The event of a batch that has ended, as openai 6.49 types it (webhooks); null where the dialect sends none. */
export function batchEvent(dialect: OpenAiDialect, batch: BatchRecord): BatchEvent | null {
  const { id, status, movedAtMs } = batch;
  if (!dialect.announces.includes(status)) return null;
  const type = `batch.${status}`;
  const event = {
    id: `evt_${randomHex(32)}`,
    object: "event",
    created_at: Math.floor(movedAtMs / 1000),
    type,
    data: { id },
  };
  return { type, body: JSON.stringify(event), userAgent: dialect.webhookAgent };
}
