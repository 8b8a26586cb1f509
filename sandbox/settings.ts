import { z } from "zod";
import { faultPlan } from "./fault-schema";
import type { SandboxOptions } from "./server";
import { webhookList } from "./webhook-schema";

const jsonText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});
const seconds = z.number().min(0).optional();

const environment = z.object({
  SANDBOX_HOST: z.string().min(1).optional(),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  SANDBOX_SPEED: z.union([z.literal("instant"), z.coerce.number().positive()]).default(60),
  SANDBOX_SEED: z.coerce.number().int().optional(),
  SANDBOX_DATA_DIR: z.string().min(1).optional(),
  SANDBOX_COUNT_TOKENS: z.enum(["exact", "approximate"]).default("exact"),
  SANDBOX_KEY_PREFIX: z.string().optional(),
  SANDBOX_ADMIN_TOKEN: z.string().min(8).optional(),
  SANDBOX_FAULTS: jsonText.pipe(faultPlan).optional(),
  SANDBOX_TIMINGS: jsonText
    .pipe(
      z.strictObject({
        validating: seconds,
        inProgress: seconds,
        perRow: seconds,
        finalizing: seconds,
        cancelling: seconds,
        window: seconds,
        chat: seconds,
      }),
    )
    .optional(),
  SANDBOX_ENQUEUED_TOKENS: jsonText.pipe(z.record(z.string(), z.number().int().min(0))).optional(),
  SANDBOX_BATCHES_PER_HOUR: z.coerce.number().int().positive().optional(),
  SANDBOX_RETENTION_SPEED: z.coerce.number().positive().optional(),
  SANDBOX_OBJECT_STORE: jsonText
    .pipe(
      z.strictObject({
        endpoint: z.url(),
        region: z.string().min(1),
        accessKeyId: z.string().min(1),
        secretAccessKey: z.string().min(1),
      }),
    )
    .optional(),
  SANDBOX_WEBHOOKS: jsonText.pipe(webhookList).optional(),
  SANDBOX_MIN_REQUESTS: z.coerce.number().int().positive().optional(),
});

type Settings = { ok: true; options: SandboxOptions } | { ok: false; problems: string[] };

/** Options from SANDBOX_… variables; an empty variable counts as absent. */
export function readSettings(variables: Record<string, string | undefined>): Settings {
  const given = Object.entries(variables).filter(([, value]) => value !== "");
  const parsed = environment.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join(".")}: ${issue.message}`,
    );
    return { ok: false, problems };
  }
  const env = parsed.data;
  const options = {
    host: env.SANDBOX_HOST,
    port: env.SANDBOX_PORT,
    speed: env.SANDBOX_SPEED,
    seed: env.SANDBOX_SEED,
    dataDir: env.SANDBOX_DATA_DIR,
    countTokens: env.SANDBOX_COUNT_TOKENS,
    keyPrefix: env.SANDBOX_KEY_PREFIX,
    adminToken: env.SANDBOX_ADMIN_TOKEN,
    faults: env.SANDBOX_FAULTS,
    timings: env.SANDBOX_TIMINGS,
    enqueuedTokenLimits: env.SANDBOX_ENQUEUED_TOKENS,
    batchesPerHour: env.SANDBOX_BATCHES_PER_HOUR,
    retentionSpeed: env.SANDBOX_RETENTION_SPEED,
    objectStore: env.SANDBOX_OBJECT_STORE,
    minRequests: env.SANDBOX_MIN_REQUESTS,
    webhooks: env.SANDBOX_WEBHOOKS,
  };
  return { ok: true, options };
}
