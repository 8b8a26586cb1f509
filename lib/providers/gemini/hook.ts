import type { HookDelivery, HookReading } from "../hook";
import { readStandardHook } from "../standard-webhook";

/** How batches are named (types of @google/genai 2.32). */
const BATCH_NAME = /"(batches\/[\w-]{1,180})"/;

/**
 * Reads what the Gemini API's webhooks send since May 2026: Standard Webhooks about `batch.succeeded`, `batch.expired` and
 * `batch.failed`. Where in the event a batch is named is documented nowhere in reach, so its name is looked for wherever it
 * stands: the delivery is signed, and only a hint to look.
 */
export function readGeminiHook(delivery: HookDelivery): HookReading {
  return readStandardHook(delivery, (event) => BATCH_NAME.exec(JSON.stringify(event))?.[1] ?? null);
}
