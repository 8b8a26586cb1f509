import type { LearnedLimit } from "../core/learned-limit";
import type { Scope } from "./client";

/** Whose limit it is. */
interface LimitOf {
  readonly connectionId: string;
  readonly model: string;
}

export interface LearnedLimitRecord extends LearnedLimit, LimitOf {
  readonly learnedAt: Date;
}

/** Notes what a refusal said, in the place of what an earlier one of the same connection and model did. */
export async function noteLearnedLimit(
  scope: Scope,
  { connectionId, model }: LimitOf,
  { kind, value }: LearnedLimit,
  learnedAt: Date,
): Promise<void> {
  const { organizationId } = scope;
  const place = { organizationId, connectionId, model, kind };
  const said = { value: BigInt(value), learnedAt };
  await scope.tx.learnedLimit.upsert({
    where: { organizationId_connectionId_model_kind: place },
    create: { ...place, ...said },
    update: said,
  });
}

/** What was learned of a connection since then, by model. */
export async function learnedLimitsOf(
  scope: Scope,
  connectionId: string,
  since: Date,
): Promise<LearnedLimitRecord[]> {
  const { organizationId } = scope;
  const rows = await scope.tx.learnedLimit.findMany({
    where: { organizationId, connectionId, learnedAt: { gte: since }, kind: "enqueued_tokens" },
    orderBy: { model: "asc" },
  });
  return rows.map(({ model, value, learnedAt }) => ({
    ...{ connectionId, model, learnedAt },
    ...{ kind: "enqueued_tokens", value: Number(value) },
  }));
}
