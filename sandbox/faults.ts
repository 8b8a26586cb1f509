import {
  type BatchFault,
  type FaultPlan,
  type FaultPlanInput,
  faultPlan,
  type RequestFault,
  type RequestKind,
  type RowOutcome,
} from "./fault-schema";
import { fraction } from "./random";

export interface Faults {
  /** Takes the faults that this request must suffer; counts them as used. */
  forRequest(kind: RequestKind): RequestFault[];
  /** Takes the first fault that fits a batch being created, or null. */
  forBatch(metadata: Record<string, string> | null): BatchFault | null;
  plan(): FaultPlan;
  /** How often each fault of the plan has struck, in the plan's order. */
  strikes(): { requests: number[]; batches: number[] };
  /** Throws a ZodError when the plan is not well formed; counters start again. */
  replace(plan: FaultPlanInput): void;
}

interface Tally {
  seen: number;
  struck: number;
}

/** The switched-on faults of one sandbox. Probabilities follow the seed. */
export function createFaults(initial: FaultPlanInput, seed: number): Faults {
  let plan = faultPlan.parse(initial);
  let tallies = newTallies(plan);

  const strikes = (fault: RequestFault | BatchFault, tally: Tally, label: string): boolean => {
    tally.seen += 1;
    if (tally.seen <= fault.skip) return false;
    if (fault.times !== undefined && tally.struck >= fault.times) return false;
    if (fraction(`${label}:${tally.seen}`, seed) >= fault.probability) return false;
    tally.struck += 1;
    return true;
  };

  return {
    forRequest: (kind) =>
      plan.requests.filter((fault, i) => {
        const tally = tallies.requests[i];
        const meant = fault.on === "*" || fault.on === kind;
        return meant && tally !== undefined && strikes(fault, tally, `request:${i}`);
      }),
    forBatch: (metadata) =>
      plan.batches.find((fault, i) => {
        const tally = tallies.batches[i];
        const meant = carries(metadata, fault.metadata);
        return meant && tally !== undefined && strikes(fault, tally, `batch:${i}`);
      }) ?? null,
    plan: () => plan,
    strikes: () => ({
      requests: tallies.requests.map((tally) => tally.struck),
      batches: tallies.batches.map((tally) => tally.struck),
    }),
    replace(next) {
      plan = faultPlan.parse(next);
      tallies = newTallies(plan);
    },
  };
}

/** Compiles a batch's row rules: what becomes of the row with this custom id on this line. */
export function compileRowRules(
  fault: BatchFault | null,
  seed: number,
): (customId: string, line: number) => RowOutcome {
  const rules = (fault?.rows ?? []).map((rule, i) => ({
    outcome: rule.outcome,
    pattern: rule.customId === undefined ? null : new RegExp(rule.customId),
    lines: rule.lines === undefined ? null : new Set(rule.lines),
    share: rule.share ?? 1,
    label: `row:${i}:`,
  }));
  return (customId, line) =>
    rules.find(
      (rule) =>
        (rule.pattern?.test(customId) ?? true) &&
        (rule.lines?.has(line) ?? true) &&
        (rule.share >= 1 || fraction(rule.label + customId, seed) < rule.share),
    )?.outcome ?? "ok";
}

function carries(
  metadata: Record<string, string> | null,
  wanted: Record<string, string> | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => metadata?.[key] === value);
}

function newTallies(plan: FaultPlan): { requests: Tally[]; batches: Tally[] } {
  return {
    requests: plan.requests.map(() => ({ seen: 0, struck: 0 })),
    batches: plan.batches.map(() => ({ seen: 0, struck: 0 })),
  };
}
