import {
  BedrockClient,
  CreateModelInvocationJobCommand,
  type CreateModelInvocationJobCommandInput,
  GetModelInvocationJobCommand,
  ListFoundationModelsCommand,
  type ListFoundationModelsCommandInput,
  ListModelInvocationJobsCommand,
  StopModelInvocationJobCommand,
} from "@aws-sdk/client-bedrock";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../server";
import { secretOf } from "./authorize";
import { NEEDS_VERSITYGW, startStore, type TestStore, VERSITYGW } from "./testing";

const ID = "AKIA_SANDBOX_TEST";
const HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

const claude = (more: object = {}) => ({
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [{ role: "user", content: "Name a colour" }],
  ...more,
});

describe.skipIf(VERSITYGW === null)(`Bedrock (${NEEDS_VERSITYGW})`, () => {
  let store: TestStore;
  let sandbox: Sandbox;
  let bedrock: BedrockClient;
  let s3: S3Client;

  beforeAll(async () => {
    store = await startStore(ID);
    sandbox = await startSandbox({ objectStore: store.address });
    const shared = { region: "us-east-1", maxAttempts: 1, credentials: credentials(ID) };
    bedrock = new BedrockClient({ ...shared, endpoint: `${sandbox.url}/bedrock` });
    s3 = new S3Client({
      ...{ ...shared, endpoint: sandbox.url, forcePathStyle: true },
      requestChecksumCalculation: "WHEN_REQUIRED",
    });
  });
  afterEach(() => sandbox.faults.replace({}));
  afterAll(async () => {
    await sandbox?.close();
    await store?.[Symbol.asyncDispose]();
  });

  const credentials = (accessKeyId: string) => ({
    accessKeyId,
    secretAccessKey: secretOf(accessKeyId),
  });

  async function upload(name: string, records: readonly unknown[]): Promise<string> {
    const Body = records.map((one) => `${JSON.stringify(one)}\n`).join("");
    await s3.send(new PutObjectCommand({ Bucket: store.bucket, Key: `in/${name}.jsonl`, Body }));
    return `s3://${store.bucket}/in/${name}.jsonl`;
  }

  const records = (count: number, modelInput: object = claude()) =>
    Array.from({ length: count }, (_, i) => ({ recordId: `r${i + 1}`, modelInput }));

  const input = (name: string, s3Uri: string): CreateModelInvocationJobCommandInput => ({
    jobName: name,
    roleArn: "arn:aws:iam::123456789012:role/batch",
    clientRequestToken: `token-of-${name}`,
    modelId: HAIKU,
    inputDataConfig: { s3InputDataConfig: { s3Uri } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: `s3://${store.bucket}/out/` } },
  });

  const create = async (name: string, rows: readonly unknown[], more: object = {}) => {
    const uri = await upload(name, rows);
    return bedrock.send(new CreateModelInvocationJobCommand({ ...input(name, uri), ...more }));
  };

  const get = (jobIdentifier = "") =>
    bedrock.send(new GetModelInvocationJobCommand({ jobIdentifier }));

  async function ended(jobArn?: string) {
    const open = ["Validating", "InProgress", "Stopping"];
    await expect
      .poll(async () => (await get(jobArn)).status)
      .not.toSatisfy((status) => open.includes(String(status)));
    return get(jobArn);
  }

  async function read(key: string): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: store.bucket, Key: key }));
    return (await Body?.transformToString()) ?? "";
  }

  const idOf = (arn = "") => arn.slice(arn.lastIndexOf("/") + 1);
  const refused = (call: Promise<unknown>) =>
    call.then(
      () => "not refused",
      (error: { name: string; $metadata: { httpStatusCode?: number } }) =>
        `${error.$metadata.httpStatusCode} ${error.name}`,
    );

  it("runs a job from bucket to bucket: records echoed, shuffled, a manifest beside them", async () => {
    const { jobArn } = await create("whole", records(100));
    expect(jobArn).toMatch(/^arn:aws:bedrock:us-east-1:\d{12}:model-invocation-job\/\w{12}$/);
    expect(await ended(jobArn)).toMatchObject({
      ...{ status: "Completed", jobName: "whole", modelInvocationType: "InvokeModel" },
      ...{ totalRecordCount: 100, processedRecordCount: 100, errorRecordCount: 0 },
      timeoutDurationInHours: 24,
    });
    const folder = `out/${idOf(jobArn)}`;
    const lines = (await read(`${folder}/whole.jsonl.out`)).trim().split("\n");
    const read100 = lines.map((line) => JSON.parse(line));
    expect(read100.map(({ recordId }) => recordId)).not.toEqual(
      records(100).map((r) => r.recordId),
    );
    expect(new Set(read100.map(({ recordId }) => recordId)).size).toBe(100);
    expect(read100[0]).toMatchObject({
      modelInput: claude(),
      modelOutput: {
        type: "message",
        stop_reason: "end_turn",
        usage: { cache_read_input_tokens: 0 },
      },
    });
    expect(JSON.parse(await read(`${folder}/manifest.json.out`))).toMatchObject({
      ...{ totalRecordCount: 100, successRecordCount: 100, errorRecordCount: 0 },
      outputTokenCount: expect.any(Number),
    });
  });

  it("answers in the words of each family, and puts an error in an answer's place", async () => {
    const nova = { messages: [{ role: "user", content: [{ text: "Name a colour" }] }] };
    const made = await create("nova", [...records(100, nova), { modelInput: { messages: [] } }], {
      modelId: "amazon.nova-micro-v1:0",
    });
    expect(await ended(made.jobArn)).toMatchObject({ status: "Completed", errorRecordCount: 1 });
    const lines = (await read(`out/${idOf(made.jobArn)}/nova.jsonl.out`)).trim().split("\n");
    const wrong = lines.map((line) => JSON.parse(line)).find((line) => "error" in line);
    expect(wrong).toMatchObject({ recordId: "CALL0000101", error: { errorCode: 400 } });
    expect(lines.find((line) => line.includes('"r1"'))).toContain('"stopReason":"end_turn"');
    const llama = await create("llama", records(100, { prompt: "Name a colour" }), {
      modelId: "meta.llama3-1-8b-instruct-v1:0",
    });
    await ended(llama.jobArn);
    expect(await read(`out/${idOf(llama.jobArn)}/llama.jsonl.out`)).toMatch(
      /"generation":".+","prompt_token_count":\d+,"generation_token_count":\d+,"stop_reason":"stop"/,
    );
  });

  it.each([
    [99, "Failed", /fewer records \(99\) than the required minimum of: 100/],
    [100, "Completed", /^$/],
  ])("a job of %i records has %s", async (count, status, message) => {
    const made = await create(`least-${count}`, records(count));
    const job = await ended(made.jobArn);
    expect(job.status).toBe(status);
    expect(job.message ?? "").toMatch(message);
  });

  it("fails a job with a line that is no record", async () => {
    const made = await create("broken", [...records(100), { recordId: 7, modelInput: {} }]);
    expect(await ended(made.jobArn)).toMatchObject({
      ...{ status: "Failed", message: "recordId is no string in line 101 of the input file." },
    });
  });

  it("makes one job of one token, and no second of a name that is in use", async () => {
    const slow = await startSandbox({ objectStore: store.address, speed: 1 });
    const client = new BedrockClient({
      ...{ region: "us-east-1", maxAttempts: 1, credentials: credentials(ID) },
      endpoint: `${slow.url}/bedrock`,
    });
    const send = (more: object) =>
      client.send(new CreateModelInvocationJobCommand({ ...input("once", uri), ...more }));
    const uri = await upload("once", records(100));
    const first = await send({});
    expect((await send({})).jobArn).toBe(first.jobArn);
    expect(await refused(send({ timeoutDurationInHours: 48 }))).toBe("400 ConflictException");
    expect(await refused(send({ clientRequestToken: "other" }))).toBe("400 ConflictException");
    expect(slow.account().batches.total).toBe(1);
    await slow.close();
  });

  it.each<[string, object, string]>([
    ["a name with an underscore", { jobName: "a_b" }, "400 ValidationException"],
    ["a name of 64 characters", { jobName: "a".repeat(64) }, "400 ValidationException"],
    ["no role", { roleArn: "batch" }, "400 ValidationException"],
    ["23 hours", { timeoutDurationInHours: 23 }, "400 ValidationException"],
    ["169 hours", { timeoutDurationInHours: 169 }, "400 ValidationException"],
    ["an unknown model", { modelId: "acme.model-v1:0" }, "400 ValidationException"],
    ["Converse", { modelInvocationType: "Converse" }, "400 ValidationException"],
    [
      "an input that is not there",
      { inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://tranche-test/none.jsonl" } } },
      "400 ValidationException",
    ],
  ])("refuses a job with %s", async (_, change, error) => {
    const uri = await upload("refused", records(1));
    const send = bedrock.send(
      new CreateModelInvocationJobCommand({ ...input("refused", uri), ...change }),
    );
    expect(await refused(send)).toBe(error);
  });

  it("refuses to stop a job that has ended, and to show one that is not there", async () => {
    const made = await create("ended", records(100));
    await ended(made.jobArn);
    const stop = new StopModelInvocationJobCommand({ jobIdentifier: made.jobArn });
    expect(await refused(bedrock.send(stop))).toBe("400 ConflictException");
    expect(await refused(get("abcdefabcdef"))).toBe("404 ResourceNotFoundException");
  });

  it("lists by name, by time and by state, in pages", async () => {
    const list = async (query: object) =>
      bedrock.send(new ListModelInvocationJobsCommand({ sortOrder: "Descending", ...query }));
    const all = await list({});
    const names = all.invocationJobSummaries?.map(({ jobName }) => jobName) ?? [];
    expect(names.length).toBeGreaterThan(3);
    const page = await list({ maxResults: 2 });
    const next = await list({ maxResults: 2, nextToken: page.nextToken });
    const first4 = [page, next].flatMap((one) => one.invocationJobSummaries ?? []);
    expect(first4.map(({ jobName }) => jobName)).toEqual(names.slice(0, 4));
    expect((await list({ nameContains: "whol" })).invocationJobSummaries).toHaveLength(1);
    expect((await list({ submitTimeAfter: new Date() })).invocationJobSummaries).toEqual([]);
    const failed = await list({ statusEquals: "Failed" });
    expect(new Set(failed.invocationJobSummaries?.map(({ status }) => status))).toEqual(
      new Set(["Failed"]),
    );
    expect(await refused(list({ maxResults: 1001 }))).toBe("400 ValidationException");
  });

  it("lists the models of the region by what is asked for", async () => {
    const list = (query: ListFoundationModelsCommandInput) =>
      bedrock.send(new ListFoundationModelsCommand(query));
    const { modelSummaries } = await list({ byOutputModality: "TEXT" });
    const ids = modelSummaries?.map(({ modelId }) => modelId);
    expect(ids).toContain("amazon.nova-micro-v1:0");
    expect(ids?.some((id) => id?.startsWith("us."))).toBe(false);
    const own = await list({ byProvider: "meta" });
    expect(new Set(own.modelSummaries?.map(({ providerName }) => providerName))).toEqual(
      new Set(["Meta"]),
    );
    expect((await list({ byInferenceType: "PROVISIONED" })).modelSummaries).toEqual([]);
    const odd = list({ byOutputModality: "SMELL" as "TEXT" });
    expect(await refused(odd)).toBe("400 ValidationException");
  });

  it("takes a signature or an API key, and nothing else", async () => {
    const at = (options: object) =>
      refused(
        new BedrockClient({
          ...{ region: "us-east-1", maxAttempts: 1, endpoint: `${sandbox.url}/bedrock` },
          ...options,
        }).send(new ListModelInvocationJobsCommand({})),
      );
    const wrong = { accessKeyId: ID, secretAccessKey: "not-the-secret" };
    expect(await at({ credentials: wrong })).toBe("403 InvalidSignatureException");
    expect(await at({ credentials: credentials("AKIA_ANOTHER_ONE_1") })).toBe("not refused");
    const bearer = { authSchemePreference: ["httpBearerAuth"] };
    const token = (name: string) => ({ ...bearer, token: { token: name } });
    expect(await at(token("sk-sandbox-bearer"))).toBe("not refused");
    expect(await at(token("somebody"))).toBe("403 AccessDeniedException");
    const bare = await fetch(`${sandbox.url}/bedrock/model-invocation-jobs`);
    expect(bare.headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
  });

  it("hands S3 on as it is, with its errors and the faults of the plan", async () => {
    await upload("plain", ["é"]);
    const key = { Bucket: store.bucket, Key: "in/plain.jsonl" };
    expect(await read(key.Key)).toBe('"é"\n');
    expect((await s3.send(new HeadObjectCommand(key))).ContentLength).toBe(5);
    const list = new ListObjectsV2Command({ Bucket: store.bucket, Prefix: "in/plain" });
    expect((await s3.send(list)).Contents).toMatchObject([{ Key: "in/plain.jsonl", Size: 5 }]);
    expect(await refused(read("none"))).toBe("404 NoSuchKey");
    sandbox.faults.replace({ requests: [{ on: "files.content", effect: "status", status: 503 }] });
    expect(await refused(read(key.Key))).toBe("503 SlowDown");
  });
});
