import type { Provider } from "../provider";
import { awsAccount } from "./aws-settings";
import { allowsJsonSchema, allowsTemperature } from "./bodies";
import { classify } from "./classify";
import { BEDROCK_BATCH_STORAGE, BEDROCK_LIMITS } from "./limits";
import { lineTexts } from "./line-texts";
import { openSession } from "./session";
import { shapeOf } from "./shape";
import { CUSTOM_ID_PREFIX, cannot, encode, imagesOf } from "./translate";

/** Amazon Bedrock's batch inference: model invocation jobs, with requests and results in the customer's own bucket. */
export const bedrock: Provider = {
  kind: "bedrock",
  account: {
    baseUrl: "optional",
    settings: [
      {
        name: "accessKeyId",
        required: true,
        pattern: /^\w{16,128}$/,
        example: "AKIAIOSFODNN7EXAMPLE",
      },
      {
        name: "region",
        required: true,
        pattern: /^[a-z]{2}(-[a-z]+)+-\d$/,
        example: "us-east-1",
      },
      {
        name: "roleArn",
        required: true,
        pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
        example: "arn:aws:iam::123456789012:role/batch",
      },
      {
        name: "bucket",
        required: true,
        pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
        example: "my-batches",
      },
      {
        name: "prefix",
        required: false,
        pattern: /^[\w!.*'()-]+(\/[\w!.*'()-]+)*$/,
        example: "tranche",
      },
      {
        name: "s3Endpoint",
        required: false,
        pattern: /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/,
        example: "https://s3.example.com",
      },
    ],
  },
  limits: BEDROCK_LIMITS,
  capabilities: {
    channels: () => ["batch"],
    jsonSchema: allowsJsonSchema,
    temperature: allowsTemperature,
    images: imagesOf,
    find: "by-mark",
    batchStorage: BEDROCK_BATCH_STORAGE,
  },
  shape: shapeOf,
  encode,
  cannot,
  native: null,
  texts: lineTexts,
  customIdPrefix: CUSTOM_ID_PREFIX,
  classify,
  async open(account) {
    const { openClient } = await import("./client");
    const { openBucket } = await import("./objects");
    const aws = awsAccount(account);
    const { prefix } = aws;
    return openSession({ calls: openClient(aws), bucket: openBucket(aws), prefix });
  },
};
