import { z } from "zod";
import { amountSchema } from "../../../lib/contracts/common";
import type { CreateJobInput } from "../../../lib/contracts/jobs";
import type { CompareInput } from "../../../lib/contracts/planning";
import { CHANNELS } from "../../../lib/core/pricing";
import { fitIgnoredFields, readIgnoredFields } from "./ignored-fields";
import { readOutputSchema } from "./output-schema";

/** A number that people type, kept as text until it is sent; empty means that it is not set. */
const numberText = (code: string, fits: (value: number) => boolean, required = false) =>
  z
    .string()
    .trim()
    .refine((text) => (text === "" ? !required : isNumeral(text) && fits(Number(text))), code);

const whole = (min: number, max: number) => (value: number) =>
  Number.isInteger(value) && value >= min && value <= max;

/** The form of a new job. Every message is a code, worded by the screen. */
export const jobDraftSchema = z
  .object({
    name: z.string().trim().min(1, "name_required").max(200, "name_too_long"),
    datasetId: z.string().min(1, "dataset_required"),
    raw: z.boolean(),
    ignoreFields: z.string(),
    system: z.string().max(200_000, "text_too_long"),
    prompt: z.string().max(200_000, "text_too_long"),
    outputSchema: z.string(),
    maxOutputTokens: numberText("max_output_tokens", whole(1, 1_000_000)),
    temperature: numberText("temperature", (value) => value >= 0 && value <= 2),
    connectionId: z.string().min(1, "connection_required"),
    teamId: z.string(),
    model: z.string().min(1, "model_required"),
    budgetUsd: z
      .string()
      .trim()
      .refine((text) => text === "" || amountSchema.safeParse(text).success, "budget"),
    completionWindowHours: numberText("completion_window", whole(1, 168), true),
    maxAttempts: numberText("max_attempts", whole(1, 10), true),
    maxRowsPerBatch: numberText("max_rows_per_batch", whole(1, 50_000)),
    /** Empty: batches where there are any. */
    channel: z.enum(["", ...CHANNELS]),
    window: numberText("window", whole(1, 500)),
  })
  .superRefine((draft, context) => {
    if (draft.raw) {
      if (!fitIgnoredFields(draft.ignoreFields)) {
        context.addIssue({ code: "custom", path: ["ignoreFields"], message: "ignore_fields" });
      }
      return;
    }
    if (draft.prompt.trim() === "") {
      context.addIssue({ code: "custom", path: ["prompt"], message: "prompt_required" });
    }
    const schema = readOutputSchema(draft.outputSchema);
    if (schema.kind === "problem") {
      context.addIssue({ code: "custom", path: ["outputSchema"], message: schema.code });
    }
  });
export type JobDraft = z.infer<typeof jobDraftSchema>;

export const EMPTY_JOB_DRAFT: JobDraft = {
  name: "",
  datasetId: "",
  raw: false,
  ignoreFields: "",
  system: "",
  prompt: "",
  outputSchema: "",
  maxOutputTokens: "",
  temperature: "",
  connectionId: "",
  teamId: "",
  model: "",
  budgetUsd: "",
  completionWindowHours: "24",
  maxAttempts: "3",
  maxRowsPerBatch: "",
  channel: "",
  window: "",
};

export type JobTarget = Pick<CreateJobInput, "datasetId" | "connectionId" | "model" | "request">;

/** What every model can be compared for: a prompt over some data; null while a part is missing, and for ready-made requests. */
export function draftPrompt(draft: JobDraft): CompareInput | null {
  const request = draftRequest(draft);
  return draft.datasetId && request && !request.raw
    ? { datasetId: draft.datasetId, request }
    : null;
}

/** What can be previewed and estimated; null while a part is missing or wrong. */
export function draftTarget(draft: JobDraft): JobTarget | null {
  const { datasetId, connectionId, model } = draft;
  const request = draftRequest(draft);
  return datasetId && connectionId && model && request
    ? { datasetId, connectionId, model, request }
    : null;
}

/** The whole job, from a draft that `jobDraftSchema` accepts; null otherwise. */
export function draftJob(draft: JobDraft): CreateJobInput | null {
  const target = draftTarget(draft);
  if (!target || !jobDraftSchema.safeParse(draft).success) return null;
  const strategy = draftStrategy(draft);
  return {
    name: draft.name.trim(),
    ...target,
    ...(draft.teamId === "" ? {} : { teamId: draft.teamId }),
    ...(strategy === undefined ? {} : { strategy }),
    completionWindowHours: Number(draft.completionWindowHours),
    ...(draft.budgetUsd.trim() === "" ? {} : { budgetUsd: draft.budgetUsd.trim() }),
    maxAttempts: Number(draft.maxAttempts),
  };
}

/** Undefined: as the connection has it. */
function draftStrategy({ channel, ...draft }: JobDraft): CreateJobInput["strategy"] {
  if (channel === "realtime" || channel === "flex") {
    const window = optionalNumber(draft.window);
    return { type: "continuous", channel, ...(window === undefined ? {} : { window }) };
  }
  const maxRowsPerBatch = optionalNumber(draft.maxRowsPerBatch);
  if (maxRowsPerBatch !== undefined) return { type: "static", maxRowsPerBatch };
  return channel === "batch" ? { type: "static" } : undefined;
}

function draftRequest(draft: JobDraft): JobTarget["request"] | null {
  const { maxOutputTokens, temperature } = jobDraftSchema.shape;
  if (!maxOutputTokens.safeParse(draft.maxOutputTokens).success) return null;
  const limit = optionalNumber(draft.maxOutputTokens);
  const output = limit === undefined ? {} : { maxOutputTokens: limit };
  if (draft.raw) return rawRequest(draft, output);
  const schema = readOutputSchema(draft.outputSchema);
  if (draft.prompt.trim() === "" || schema.kind === "problem") return null;
  if (!temperature.safeParse(draft.temperature).success) return null;
  const heat = optionalNumber(draft.temperature);
  return {
    prompt: draft.prompt,
    ...(draft.system === "" ? {} : { system: draft.system }),
    ...(schema.kind === "schema" ? { outputSchema: schema.schema } : {}),
    ...output,
    ...(heat === undefined ? {} : { temperature: heat }),
  };
}

function rawRequest(
  { ignoreFields }: JobDraft,
  output: { maxOutputTokens?: number },
): JobTarget["request"] | null {
  if (!fitIgnoredFields(ignoreFields)) return null;
  const left = readIgnoredFields(ignoreFields);
  return { raw: true, ...(left.length === 0 ? {} : { ignoreFields: left }), ...output };
}

function isNumeral(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}

function optionalNumber(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}
