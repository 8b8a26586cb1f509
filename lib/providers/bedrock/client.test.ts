import { afterEach, expect, test, vi } from "vitest";
import {
  cutShort,
  drop,
  failure,
  PATIENT_MS,
  patienceFor,
  silence,
  stall,
} from "../../testing/client-faults";
import { answer, type Behaviour, startFakeServer } from "../../testing/fake-server";
import { MAX_RETRY_AFTER_MS } from "../http";
import { awsAccount } from "./aws-settings";
import { openClient } from "./client";

const SECRET = "sk-test-0123456789";
const SETTINGS = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  region: "eu-west-1",
  roleArn: "arn:aws:iam::123456789012:role/batch",
  bucket: "my-batches",
};
const ARN = "arn:aws:bedrock:eu-west-1:123456789012:model-invocation-job/abc123def456";
const BODY = {
  jobName: "tranche-bat+1.1",
  clientRequestToken: "a".repeat(64),
  modelId: "amazon.nova-micro-v1:0",
  inputUri: "s3://my-batches/tranche/bat_1.1.jsonl",
  outputUri: "s3://my-batches/tranche/results/",
  timeoutHours: 48,
};

const clientAt = (baseUrl: string, patienceMs = PATIENT_MS) =>
  openClient(awsAccount({ apiKey: SECRET, baseUrl, settings: SETTINGS }), { callMs: patienceMs });

const refuse = (status: number, type: string, headers: Record<string, string> = {}) =>
  answer(status, { message: "PRIVATE WORDS" }, { "x-amzn-errortype": type, ...headers });

afterEach(() => vi.unstubAllEnvs());

test.each<[string, Behaviour, string]>([
  ["the connection drops after acceptance", drop, "ambiguous"],
  ["no answer comes", silence, "ambiguous"],
  ["the answer stalls half-way", stall, "ambiguous"],
  ["the answer is cut off", cutShort, "ambiguous"],
  ["the answer is no JSON", answer(200, "{"), "ambiguous"],
  ["the answer is a page", answer(200, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["the answer has no ARN", answer(200, {}), "ambiguous"],
  ["a page says 502", answer(502, "<html>", { "content-type": "text/html" }), "ambiguous"],
  ["500", refuse(500, "InternalServerException"), "ambiguous"],
  ["503", refuse(503, "ServiceUnavailableException"), "ambiguous"],
  ["409", refuse(409, "ConflictException"), "ambiguous"],
  ["the name or the token is taken", refuse(400, "ConflictException"), "ambiguous"],
  ["400", refuse(400, "ValidationException"), "invalid"],
  ["the quota is full", refuse(400, "ServiceQuotaExceededException"), "quota"],
  ["the key is unknown", refuse(403, "UnrecognizedClientException"), "auth"],
  ["the signature is wrong", refuse(403, "InvalidSignatureException"), "auth"],
  ["the key may not", refuse(403, "AccessDeniedException"), "permission"],
  ["404", refuse(404, "ResourceNotFoundException"), "not_found"],
  ["429", refuse(429, "ThrottlingException"), "rate_limited"],
])("create, when %s: exactly one POST", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  const error = await failure(clientAt(server.baseUrl).createJob(BODY, patienceFor(behave)));
  expect(error.kind).toBe(kind);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "POST /v1/model-invocation-job",
  ]);
});

test("a create that cannot have been sent is a network error", async () => {
  const server = await startFakeServer(silence);
  await server[Symbol.asyncDispose]();
  const create = clientAt(server.baseUrl).createJob(BODY, PATIENT_MS);
  expect((await failure(create)).kind).toBe("network");
});

test("a create sends our name, our token and nothing of the environment", async () => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIA_OF_THE_HOST");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret-of-the-host");
  vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "token-of-the-host");
  vi.stubEnv("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
  vi.stubEnv("AWS_REGION", "us-gov-west-1");
  await using server = await startFakeServer(answer(200, { jobArn: ARN }));
  expect(await clientAt(server.baseUrl).createJob(BODY, PATIENT_MS)).toBe(ARN);
  expect(server.seen).toHaveLength(1);
  const [request] = server.seen;
  expect(JSON.parse(request?.body ?? "")).toEqual({
    jobName: BODY.jobName,
    clientRequestToken: BODY.clientRequestToken,
    modelId: BODY.modelId,
    roleArn: SETTINGS.roleArn,
    inputDataConfig: { s3InputDataConfig: { s3Uri: BODY.inputUri, s3InputFormat: "JSONL" } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: BODY.outputUri } },
    timeoutDurationInHours: 48,
  });
  expect(request?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/bedrock\/aws4_request, /,
  );
});

test.each<[string, Behaviour, string]>([
  ["drop", drop, "network"],
  ["silence", silence, "timeout"],
  ["stall", stall, "timeout"],
  ["cut off", cutShort, "network"],
  ["no JSON", answer(200, "{"), "server"],
  ["another shape", answer(200, { hello: 1 }), "unknown"],
  ["500", refuse(500, "InternalServerException"), "server"],
  ["404", refuse(404, "ResourceNotFoundException"), "not_found"],
])("read, on %s: sent once", async (_, behave, kind) => {
  await using server = await startFakeServer(behave);
  expect((await failure(clientAt(server.baseUrl, patienceFor(behave)).job(ARN))).kind).toBe(kind);
  expect(server.seen).toHaveLength(1);
});

test("429 asks to wait no longer than we let it; the error names status and code only", async () => {
  const busy = refuse(429, "ThrottlingException", { "retry-after": "86400" });
  await using server = await startFakeServer(busy);
  expect(await failure(clientAt(server.baseUrl).job(ARN))).toMatchObject({
    kind: "rate_limited",
    retryAfterMs: MAX_RETRY_AFTER_MS,
    message: "read batch: the provider answered 429 (ThrottlingException)",
  });
});

test("a list asks for the newest first", async () => {
  await using server = await startFakeServer(answer(200, { nextToken: "n" }));
  const query = { sinceMs: 1_763_900_000_500, nameContains: "tranche-x", maxResults: 7 };
  expect(await clientAt(server.baseUrl).jobs(query)).toEqual({
    invocationJobSummaries: [],
    nextToken: "n",
  });
  const url = new URL(server.seen[0]?.path ?? "", "http://bedrock");
  expect(Object.fromEntries(url.searchParams)).toEqual({
    ...{ submitTimeAfter: "2025-11-23T12:13:20.500Z", nameContains: "tranche-x", maxResults: "7" },
    ...{ sortBy: "CreationTime", sortOrder: "Descending" },
  });
});

test.each([
  ["no region", { settings: { ...SETTINGS, region: "" } }],
  ["no role", { settings: { ...SETTINGS, roleArn: "" } }],
  ["a key with a space", { apiKey: "a b" }],
])("an account with %s is refused before any call", (_, change) => {
  const account = { apiKey: SECRET, baseUrl: null, settings: SETTINGS, ...change };
  expect(() => awsAccount(account)).toThrow(expect.objectContaining({ name: "ProviderError" }));
});

test("addresses are those of the region, unless others are given", () => {
  const account = { apiKey: SECRET, baseUrl: null, settings: SETTINGS };
  expect(awsAccount(account)).toMatchObject({
    bedrockEndpoint: "https://bedrock.eu-west-1.amazonaws.com",
    s3Endpoint: "https://s3.eu-west-1.amazonaws.com",
    pathStyle: false,
    prefix: "tranche",
  });
  const settings = { ...SETTINGS, s3Endpoint: "http://127.0.0.1:9000/", prefix: "a/b" };
  expect(awsAccount({ ...account, settings })).toMatchObject({
    s3Endpoint: "http://127.0.0.1:9000",
    pathStyle: true,
    prefix: "a/b",
  });
});
