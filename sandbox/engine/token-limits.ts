import { type BatchRecord, isTerminal } from "./batch-record";
import type { Engine } from "./engine";

/** Whether prompt tokens must be counted with care. */
export function hasTokenLimits(engine: Engine): boolean {
  return Object.keys(limitsOf(engine)).length > 0;
}

/**
 * The limit that so many more tokens would exceed beside those waiting in the account's other batches
 * of this model, or null. For a provider that refuses the create; others fail the batch (`overLimit`).
 */
export function exceededLimit(
  engine: Engine,
  account: string,
  modelName: string | null,
  tokens: number,
): number | null {
  const model = snapshotOf(engine, modelName);
  const limit = Object.entries(limitsOf(engine)).find(
    ([name]) => snapshotOf(engine, name) === model,
  )?.[1];
  if (limit === undefined) return null;
  const waiting = [...engine.batches.all()].filter(
    (batch) => batch.account === account && batch.model === model && !isTerminal(batch.status),
  );
  const enqueued = waiting.reduce((sum, batch: BatchRecord) => sum + batch.enqueuedTokens, tokens);
  return enqueued > limit ? limit : null;
}

/** The dated name of a model, or the name itself where the provider knows no other. */
export function snapshotOf(engine: Engine, name: string | null): string | null {
  return name === null ? null : (engine.wire.models.find(name)?.snapshot ?? name);
}

function limitsOf(engine: Engine): Record<string, number> {
  return engine.faults.plan().enqueuedTokenLimits ?? engine.enqueuedTokenLimits;
}
