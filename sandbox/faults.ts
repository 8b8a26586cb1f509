import {
  type BatchFault,
  type FaultPlan,
  type FaultPlanInput,
  faultPlan,
  type RequestFault,
  type RequestKind,
  type RowOutcome,
  type WebhookFault,
} from "./fault-schema";
import { fraction } from "./random";

export interface Faults {
  /**
   * Takes the faults that this request must suffer; counts them as used. Those of a service tier are taken by that tier's
   * name alone.
   */
  forRequest(provider: string, kind: RequestKind, serviceTier?: string): RequestFault[];
  /** Takes the first fault that fits a batch being created, or null. */
  forBatch(provider: string, marks: Record<string, string> | null): BatchFault | null;
  /** Takes the faults that a delivery about such a batch must suffer; counts them as used. */
  forWebhook(provider: string, marks: Record<string, string> | null): WebhookFault[];
  plan(): FaultPlan;
  /** How often each fault of the plan has struck, in the plan's order. */
  strikes(): Record<FaultList, number[]>;
  /** Throws a ZodError when the plan is not well formed; counters start again. */
  replace(plan: FaultPlanInput): void;
}

type FaultList = "requests" | "batches" | "webhooks";
type Fault = RequestFault | BatchFault | WebhookFault;

interface Tally {
  seen: number;
  struck: number;
}

/** The oddities that a plan may switch on, by the name of the provider that has them. */
export type KnownQuirks = ReadonlyMap<string, readonly string[]>;

/** The switched-on faults of one sandbox. Probabilities follow the seed. */
export function createFaults(initial: FaultPlanInput, seed: number, quirks: KnownQuirks): Faults {
  let plan = parsePlan(initial, quirks);
  let tallies = newTallies(plan);

  const strikes = (fault: Fault, tally: Tally, label: string): boolean => {
    tally.seen += 1;
    if (tally.seen <= fault.skip) return false;
    if (fault.times !== undefined && tally.struck >= fault.times) return false;
    if (fraction(`${label}:${tally.seen}`, seed) >= fault.probability) return false;
    tally.struck += 1;
    return true;
  };

  return {
    forRequest: (provider, kind, serviceTier) =>
      plan.requests.filter((fault, i) => {
        const tally = tallies.requests[i];
        const ofTier = fault.serviceTier === serviceTier;
        const meant = ofTier && (fault.on === "*" || fault.on === kind);
        return (
          meant &&
          isAt(fault, provider) &&
          tally !== undefined &&
          strikes(fault, tally, `request:${i}`)
        );
      }),
    forBatch: (provider, marks) =>
      plan.batches.find((fault, i) => {
        const tally = tallies.batches[i];
        const meant = isAt(fault, provider) && carries(marks, fault.metadata);
        return meant && tally !== undefined && strikes(fault, tally, `batch:${i}`);
      }) ?? null,
    forWebhook: (provider, marks) =>
      plan.webhooks.filter((fault, i) => {
        const tally = tallies.webhooks[i];
        const meant = isAt(fault, provider) && carries(marks, fault.metadata);
        return meant && tally !== undefined && strikes(fault, tally, `webhook:${i}`);
      }),
    plan: () => plan,
    strikes: () => ({
      requests: tallies.requests.map((tally) => tally.struck),
      batches: tallies.batches.map((tally) => tally.struck),
      webhooks: tallies.webhooks.map((tally) => tally.struck),
    }),
    replace(next) {
      plan = parsePlan(next, quirks);
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

/** Beyond the plan's form: it may name no provider and no quirk that does not exist. */
function parsePlan(given: FaultPlanInput, known: KnownQuirks): FaultPlan {
  const checked = faultPlan.superRefine((plan, context) => {
    for (const problem of strangersIn(plan, known))
      context.addIssue({ code: "custom", ...problem });
  });
  return checked.parse(given);
}

function strangersIn(
  { requests, batches, webhooks }: FaultPlan,
  known: KnownQuirks,
): { path: (string | number)[]; message: string }[] {
  const quirks = [...known.values()].flat();
  const inList = (list: FaultList) => (fault: Fault, i: number) => [
    ...(fault.provider === undefined || known.has(fault.provider)
      ? []
      : [{ path: [list, i, "provider"], message: `no provider '${fault.provider}'` }]),
    ...("quirks" in fault ? fault.quirks : [])
      .filter((quirk) => !quirks.includes(quirk))
      .map((quirk) => ({ path: [list, i, "quirks"], message: `no quirk '${quirk}'` })),
  ];
  return [
    ...requests.flatMap(inList("requests")),
    ...batches.flatMap(inList("batches")),
    ...webhooks.flatMap(inList("webhooks")),
  ];
}

function carries(
  marks: Record<string, string> | null,
  wanted: Record<string, string> | undefined,
): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => marks?.[key] === value);
}

function isAt(fault: Fault, provider: string): boolean {
  return fault.provider === undefined || fault.provider === provider;
}

function newTallies(plan: FaultPlan): Record<FaultList, Tally[]> {
  const unused = () => ({ seen: 0, struck: 0 });
  return {
    requests: plan.requests.map(unused),
    batches: plan.batches.map(unused),
    webhooks: plan.webhooks.map(unused),
  };
}
