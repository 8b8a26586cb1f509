import { amountSchema } from "@/lib/contracts/common";
import type { CreateApiKeyInput, UpdateApiKeyInput } from "@/lib/contracts/organization";
import { createApiKeyInput } from "@/lib/contracts/organization";
import type { KeyScope } from "@/lib/core/access";

/** When a key is to end, as people choose it. `keep`: as it is. */
export const EXPIRIES = ["days30", "days90", "days365", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number] | "keep";

export interface KeyDraft {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  /** Null: a key of the whole organization. */
  readonly teamId: string | null;
  readonly expiry: Expiry;
  /** As it is typed; empty: none. */
  readonly budgetUsd: string;
}

/** What looks and prepares, spends nothing, and ends by itself. */
export const newKeyDraft = (teamId: string | null): KeyDraft => ({
  name: "",
  scopes: ["read", "submit"],
  teamId,
  expiry: "days90",
  budgetUsd: "",
});

export type DraftFault = "name" | "scopes" | "budgetUsd";

export function faultsOf({ name, scopes, budgetUsd }: KeyDraft): DraftFault[] {
  const faults: [DraftFault, boolean][] = [
    ["name", createApiKeyInput.shape.name.safeParse(name).success],
    ["scopes", scopes.length > 0],
    ["budgetUsd", budgetOf(budgetUsd) === null || amountSchema.safeParse(budgetUsd.trim()).success],
  ];
  return faults.filter(([, fits]) => !fits).map(([field]) => field);
}

/** The whole of a draft without faults, for a new key. */
export function newKeyOf(draft: KeyDraft, nowMs: number): CreateApiKeyInput {
  const { name, scopes, teamId, expiry, budgetUsd } = draft;
  const limits = { expiresAt: endOf(expiry, nowMs) ?? null, budgetUsd: budgetOf(budgetUsd) };
  return { name: name.trim(), scopes: [...scopes], teamId, ...limits };
}

/** What a draft without faults changes of a key. */
export function keyChangeOf(
  { name, expiry, budgetUsd }: KeyDraft,
  id: string,
  nowMs: number,
): UpdateApiKeyInput {
  const expiresAt = endOf(expiry, nowMs);
  const change = { id, name: name.trim(), budgetUsd: budgetOf(budgetUsd) };
  return { ...change, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

const budgetOf = (typed: string): string | null => typed.trim() || null;

const DAY_MS = 86_400_000;
const DAYS = { days30: 30, days90: 90, days365: 365 } as const;

function endOf(expiry: Expiry, nowMs: number): string | null | undefined {
  if (expiry === "keep") return undefined;
  return expiry === "never" ? null : new Date(nowMs + DAYS[expiry] * DAY_MS).toISOString();
}
