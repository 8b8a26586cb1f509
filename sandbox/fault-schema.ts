import { z } from "zod";

/**
 * Kinds of request a fault can be laid on, the same at every provider: a download of results is
 * `files.content` and a real-time request is `chat`, whatever their paths.
 */
const REQUEST_KINDS = [
  "files.create",
  "files.list",
  "files.retrieve",
  "files.delete",
  "files.content",
  "batches.create",
  "batches.list",
  "batches.retrieve",
  "batches.cancel",
  "batches.delete",
  "chat",
  "models",
  "count_tokens",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

const probability = z.number().min(0).max(1).default(1);
const count = z.number().int().min(0);

/** Only this provider, by its name; any when absent. */
const provider = z.string().optional();

const requestFault = z
  .strictObject({
    provider,
    on: z.union([z.enum(REQUEST_KINDS), z.literal("*")]),
    /** `latency` waits `delayMs`; `status` answers `status`; `drop` cuts the connection. */
    effect: z.enum(["latency", "status", "drop"]),
    /** Only real-time requests that ask OpenAI or its likes for this tier, e.g. flex; for `status`, before the work. */
    serviceTier: z.string().optional(),
    /** Before the work, after it was done and kept, or (drop) in the middle of the answer's bytes. */
    when: z.enum(["before", "after", "midway"]).default("before"),
    delayMs: count.optional(),
    status: z.number().int().min(400).max(599).optional(),
    /** `error.code` of the answer in place of the usual one, e.g. insufficient_quota. */
    code: z.string().optional(),
    /** Sent as it is, in the header of the same name. */
    retryAfter: z.union([z.number(), z.string()]).optional(),
    probability,
    /** Only the next so many requests; all when absent. */
    times: count.optional(),
    /** Leave the first so many requests of this kind alone. */
    skip: count.default(0),
  })
  .refine((f) => f.effect !== "latency" || f.delayMs !== undefined, "latency needs delayMs")
  .refine((f) => f.effect !== "status" || f.status !== undefined, "status needs status")
  .refine(
    (f) => f.serviceTier === undefined || (f.effect === "status" && f.when === "before"),
    "serviceTier is for status, before",
  )
  .refine((f) => f.when !== "midway" || f.effect === "drop", "midway is for drop");
export type RequestFault = z.infer<typeof requestFault>;

/**
 * What may become of a row. `missing`: run and billed, but no line; `doubled`: one run, two lines;
 * `both`: one run, then a line that says http_500; `malformed`: the line breaks off in the middle.
 */
const ROW_OUTCOMES = [
  "http_400",
  "http_429",
  "http_500",
  "refusal",
  "content_filter",
  "length",
  "missing_usage",
  "missing",
  "doubled",
  "both",
  "malformed",
] as const;
export type RowOutcome = (typeof ROW_OUTCOMES)[number] | "ok";

const rowRule = z.strictObject({
  outcome: z.enum([...ROW_OUTCOMES, "ok"]),
  /** All selectors given must hold; with none, the rule takes every row. The first rule that holds wins. */
  customId: z.string().refine(isPattern, "not a regular expression").optional(),
  /** 1-based line numbers of the input file. */
  lines: z.array(z.number().int().min(1)).optional(),
  /** A share of rows, chosen by hash of the custom id: the same rows each time. */
  share: z.number().min(0).max(1).optional(),
});

const batchFault = z.strictObject({
  provider,
  /** Which batches, at their creation: pairs that must be among its marks (metadata, display name). */
  metadata: z.record(z.string(), z.string()).optional(),
  probability,
  times: count.optional(),
  skip: count.default(0),
  rows: z.array(rowRule).default([]),
  /** Lines with custom ids that were never sent. */
  foreignRows: count.default(0),
  /** The output file ends in mid-line on the first so many downloads, or on all. */
  truncated: z.union([count, z.literal("always")]).default(0),
  /** Expires as soon as this share of rows is done. */
  expireAfterShare: z.number().min(0).max(1).optional(),
  /** A cancel comes too late for the rows up to this share: they run, at once. */
  cancelAfterShare: z.number().min(0).max(1).optional(),
  /** How a batch without failed rows shows its error file; `file`: the id of a file of 0 bytes. */
  noErrorFile: z.enum(["null", "empty", "missing", "file"]).default("null"),
  /**
   * Of the retrieves after validation, `polls` show this status, once `skip` have shown the true one.
   * An earlier status after some polls is a batch that goes backwards.
   */
  unknownStatus: z
    .strictObject({ status: z.string().min(1), polls: count, skip: count.default(0) })
    .optional(),
  /** Oddities that only some providers have, by the names in their folders. */
  quirks: z.array(z.string()).default([]),
  /** Ends as failed after validation, e.g. token_limit_exceeded, billing_hard_limit_reached. */
  failWith: z.strictObject({ code: z.string(), message: z.string() }).optional(),
});
export type BatchFault = z.infer<typeof batchFault>;

/**
 * What may go wrong with a delivery to a webhook. `duplicate`: sent again once it was taken; `late`: sent `delayMs` after the
 * end; `out_of_order`: held back until the next delivery to the same address has gone; `bad_signature`: signed with a secret
 * that nobody has; `old_timestamp`: signed for an hour ago; `rotated_secret`: two signatures, the first by the secret before;
 * `lost`: never sent.
 */
const WEBHOOK_EFFECTS = [
  "duplicate",
  "late",
  "out_of_order",
  "bad_signature",
  "old_timestamp",
  "rotated_secret",
  "lost",
] as const;
export type WebhookEffect = (typeof WEBHOOK_EFFECTS)[number];

/** Laid on a whole delivery, its further tries too. Every fault that fits strikes. */
const webhookFault = z
  .strictObject({
    provider,
    effect: z.enum(WEBHOOK_EFFECTS),
    /** Of which batches: pairs that must be among their marks. */
    metadata: z.record(z.string(), z.string()).optional(),
    /** Real ms. */
    delayMs: count.optional(),
    probability,
    times: count.optional(),
    skip: count.default(0),
  })
  .refine((f) => f.effect !== "late" || f.delayMs !== undefined, "late needs delayMs");
export type WebhookFault = z.infer<typeof webhookFault>;

const lag = z.strictObject({
  /** Real ms after the upload in which the file cannot be found. */
  fileMs: count.default(0),
  /** Real ms after the create in which lists leave the batch out. */
  batchListMs: count.default(0),
});

export const faultPlan = z.strictObject({
  requests: z.array(requestFault).default([]),
  batches: z.array(batchFault).default([]),
  webhooks: z.array(webhookFault).default([]),
  lag: lag.default({ fileMs: 0, batchListMs: 0 }),
  /** Enqueued prompt tokens per model and account; replaces the limits of the start. */
  enqueuedTokenLimits: z.record(z.string(), count).optional(),
  /** Divides the life of files and results, those that are there too; replaces the speed of the start. */
  retentionSpeed: z.number().positive().optional(),
});
export type FaultPlan = z.infer<typeof faultPlan>;
/** The plan as it may be written: every field with a default left out. */
export type FaultPlanInput = z.input<typeof faultPlan>;

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
