import { beyondLimits, type KeyLimits } from "../core/api-key";
import { type ApiKeyRecord, findApiKey } from "../db/api-key";
import type { Scope } from "../db/client";
import { AppError } from "../errors";
import type { Runtime } from "../runtime";

/** The key with which keys are made or changed; null when a person does it, or Tranche itself. */
export function givingKey(scope: Scope, { actor }: Runtime): Promise<ApiKeyRecord | null> {
  const byKey = actor.kind === "key" && actor.id !== null;
  return byKey ? findApiKey(scope, actor.id) : Promise.resolve(null);
}

type Limits = Pick<ApiKeyRecord, "budget" | "expiresAt">;

/** Throws `forbidden` when a key would hand on a budget or an end beyond its own. Null: no key hands it on. */
export function refuseBeyond(given: Partial<Limits>, giver: Limits | null): void {
  const field =
    giver &&
    beyondLimits(inMs(given), {
      budget: giver.budget,
      expiresAtMs: giver.expiresAt?.getTime() ?? null,
    });
  if (!field) return;
  throw new AppError("forbidden", WORDS[field], { details: { field } });
}

const inMs = ({ budget, expiresAt }: Partial<Limits>): Partial<KeyLimits> => ({
  ...(budget === undefined ? {} : { budget }),
  ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt?.getTime() ?? null }),
});

const WORDS = {
  budgetUsd:
    "A key with a budget makes no keys and sets no budgets: they would add to its own. Ask a person.",
  expiresAt:
    "A key that runs out cannot make one that outlives it. Choose an earlier end, or ask a person.",
} as const;

/** Throws `forbidden` for a key that could do more than whoever gives it. */
export const beyondScopes = (): AppError =>
  new AppError("forbidden", "A key cannot do more than you may. Choose less, or a team.", {
    details: { field: "scopes" },
  });

/** Throws `invalid_request` for a key that would have run out already. */
export function refusePast(expiresAt: Date | null | undefined, { now }: Runtime): void {
  if (!expiresAt || expiresAt.getTime() > now()) return;
  throw new AppError(
    "invalid_request",
    "The key would have run out already. Choose a time to come.",
    { details: { field: "expiresAt" } },
  );
}
