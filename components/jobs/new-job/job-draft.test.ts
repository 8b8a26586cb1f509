import { describe, expect, it } from "vitest";
import { createJobInput } from "../../../lib/contracts/jobs";
import { draftJob, draftTarget, EMPTY_JOB_DRAFT, type JobDraft, jobDraftSchema } from "./job-draft";

const FULL: JobDraft = {
  ...EMPTY_JOB_DRAFT,
  name: " Intents ",
  datasetId: "ds_1",
  prompt: " Classify: {{text}}\n",
  connectionId: "con_1",
  teamId: "team_1",
  model: "gpt-4o-mini",
};

const problemsOf = (change: Partial<JobDraft>) =>
  jobDraftSchema
    .safeParse({ ...FULL, ...change })
    .error?.issues.map((issue) => `${issue.path}: ${issue.message}`) ?? [];

describe("jobDraftSchema", () => {
  it("accepts a full draft", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<[Partial<JobDraft>, string]>([
    [{ name: "  " }, "name: name_required"],
    [{ datasetId: "" }, "datasetId: dataset_required"],
    [{ prompt: "\n" }, "prompt: prompt_required"],
    [{ connectionId: "" }, "connectionId: connection_required"],
    [{ model: "" }, "model: model_required"],
    [{ maxOutputTokens: "0" }, "maxOutputTokens: max_output_tokens"],
    [{ maxOutputTokens: "1e3" }, "maxOutputTokens: max_output_tokens"],
    [{ temperature: "2.1" }, "temperature: temperature"],
    [{ temperature: "-1" }, "temperature: temperature"],
    [{ budgetUsd: "12,50" }, "budgetUsd: budget"],
    [{ budgetUsd: "-1" }, "budgetUsd: budget"],
    [{ maxAttempts: "" }, "maxAttempts: max_attempts"],
    [{ maxAttempts: "2.5" }, "maxAttempts: max_attempts"],
    [{ completionWindowHours: "169" }, "completionWindowHours: completion_window"],
    [{ maxRowsPerBatch: "50001" }, "maxRowsPerBatch: max_rows_per_batch"],
    [{ outputSchema: "{" }, "outputSchema: not_json"],
    [{ outputSchema: "[1]" }, "outputSchema: not_an_object"],
    [{ outputSchema: '{"foo":1}' }, "outputSchema: no_type"],
  ])("refuses %j", (change, problem) => {
    expect(problemsOf(change)).toEqual([problem]);
  });

  it("asks for no prompt when the rows are requests already", () => {
    expect(problemsOf({ raw: true, prompt: "", outputSchema: "{" })).toEqual([]);
  });

  it("looks at the fields to leave out only then", () => {
    const ignoreFields = "x".repeat(101);
    expect(problemsOf({ ignoreFields })).toEqual([]);
    expect(problemsOf({ raw: true, ignoreFields })).toEqual(["ignoreFields: ignore_fields"]);
  });
});

describe("draftJob", () => {
  it.each([
    ["batch", {}, { type: "static" }],
    ["batch", { maxRowsPerBatch: "9", window: "5" }, { type: "static", maxRowsPerBatch: 9 }],
    ["realtime", { window: "5" }, { type: "continuous", channel: "realtime", window: 5 }],
    ["flex", { maxRowsPerBatch: "9" }, { type: "continuous", channel: "flex" }],
  ] as const)("sends rows by %s as asked", (channel, more, strategy) => {
    expect(draftJob({ ...FULL, channel, ...more })?.strategy).toEqual(strategy);
  });

  it("sends the prompt verbatim and leaves out what is not set", () => {
    expect(draftJob(FULL)).toEqual({
      name: "Intents",
      datasetId: "ds_1",
      connectionId: "con_1",
      model: "gpt-4o-mini",
      teamId: "team_1",
      request: { prompt: " Classify: {{text}}\n" },
      completionWindowHours: 24,
      maxAttempts: 3,
    });
  });

  it("fits the contract with everything set", () => {
    const job = draftJob({
      ...FULL,
      system: "Be terse.",
      outputSchema: '{"type":"object"}',
      maxOutputTokens: "64",
      temperature: "0",
      budgetUsd: "12.5",
      maxRowsPerBatch: "1000",
    });
    expect(createJobInput.parse(job)).toMatchObject({
      request: {
        system: "Be terse.",
        outputSchema: { type: "object" },
        maxOutputTokens: 64,
        temperature: 0,
      },
      budgetUsd: "12.5",
      strategy: { type: "static", maxRowsPerBatch: 1000 },
    });
  });

  it("sends raw rows without prompt or schema", () => {
    expect(draftJob({ ...FULL, raw: true, maxOutputTokens: "9" })?.request).toEqual({
      raw: true,
      maxOutputTokens: 9,
    });
    const job = draftJob({ ...FULL, raw: true, ignoreFields: "body.seed, thinking" });
    expect(createJobInput.parse(job).request).toEqual({
      raw: true,
      ignoreFields: ["seed", "thinking"],
    });
  });

  it("is null for a draft that the form refuses", () => {
    expect(draftJob({ ...FULL, budgetUsd: "x" })).toBeNull();
  });
});

describe("draftTarget", () => {
  it("needs no name or budget", () => {
    expect(draftTarget({ ...FULL, name: "", budgetUsd: "x" })).not.toBeNull();
  });

  it.each<Partial<JobDraft>>([
    { datasetId: "" },
    { prompt: " " },
    { model: "" },
    { temperature: "hot" },
    { maxOutputTokens: "x" },
    { raw: true, ignoreFields: "x".repeat(101) },
  ])("is null with %j", (change) => {
    expect(draftTarget({ ...FULL, ...change })).toBeNull();
  });
});
