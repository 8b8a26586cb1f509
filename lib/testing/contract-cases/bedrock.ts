import { validateParams } from "../../../sandbox/anthropic/validate-params";
import { bodyFault, claudeParams } from "../../../sandbox/bedrock/bodies";
import { lineFault } from "../../../sandbox/bedrock/job-wire";
import { bedrockModel } from "../../../sandbox/bedrock/models";
import { startStore } from "../../../sandbox/bedrock/testing";
import type { ContractCase } from "./contract-case";

const failWith = { code: "stopped", message: "stop here" };

const BUCKET = "tranche-test";
const ACCESS_KEY_ID = "AKIA_CONTRACT_SUITE";

/** The secret of an access key in the sandbox is the key itself, written another way. */
export const BEDROCK_KEY = "sk-sandbox-akia-contract-suite";

export const BEDROCK_CASE: ContractCase = {
  kind: "bedrock",
  key: BEDROCK_KEY,
  path: "/bedrock",
  settings: {},
  settingsAt: (key, sandboxUrl) => ({
    accessKeyId: key.replace("sk-sandbox-", "").replaceAll("-", "_").toUpperCase(),
    region: "us-east-1",
    roleArn: "arn:aws:iam::123456789012:role/tranche-batch",
    bucket: BUCKET,
    s3Endpoint: sandboxUrl,
  }),
  async beside() {
    const store = await startStore(ACCESS_KEY_ID);
    // The contract's batches are small; the quota itself is tested with the sandbox and in the line.
    const options = { objectStore: store.address, minRequests: 1 };
    return { options, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  },
  models: [
    "us.anthropic.claude-haiku-4-5-20251001-v1:0",
    "anthropic.claude-3-haiku-20240307-v1:0",
    "global.anthropic.claude-opus-4-8",
    "amazon.nova-micro-v1:0",
    "eu.amazon.nova-lite-v1:0",
    "meta.llama3-1-8b-instruct-v1:0",
    "us.meta.llama4-scout-17b-instruct-v1:0",
  ],
  states: ["Validating", "AwaitingCapacity", "InProgress", "Completed"],
  unknownState: "AwaitingCapacity",
  namesMark: true,
  counts: "while-running",
  statesUsage: false,
  strangerStatus: 403,
  repeatedCreate: "same-batch",
  cancelledRows: "no-line",
  expiredRows: "no-line",
  keepsExpired: true,
  // A job fails with words alone.
  brokenLine: { code: "batch_failed", line: null },
  fullQueue: null,
  stopsAfterValidation: {
    faults: { batches: [{ failWith }] },
    code: "batch_failed",
    message: failWith.message,
  },
  refusal({ line }, model) {
    const wrong = lineFault(Buffer.from(line));
    const known = bedrockModel(model);
    if (wrong !== null || known === undefined) return wrong ?? model;
    const { modelInput } = JSON.parse(line);
    const fault = bodyFault(known.family, modelInput, known.model);
    if (fault !== null || known.family !== "claude") return fault;
    const params = claudeParams(modelInput, known.model);
    const checked = validateParams(params, { version: "2023-06-01", batch: true });
    return checked.ok ? null : checked.fault;
  },
};
