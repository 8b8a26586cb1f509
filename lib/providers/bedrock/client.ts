import {
  BedrockClient,
  CreateModelInvocationJobCommand,
  GetModelInvocationJobCommand,
  ListFoundationModelsCommand,
  ListModelInvocationJobsCommand,
  StopModelInvocationJobCommand,
} from "@aws-sdk/client-bedrock";
import { z } from "zod";
import { call, create } from "../guard";
import { type AwsAccount, sharedSettings } from "./aws-settings";
import { refusalOf } from "./refusal";
import { type WireJob, type WireJobPage, wireJob, wireJobPage, wireModels } from "./wire";

/** The calls that we make. Each throws `ProviderError`; none is repeated. */
export interface BedrockCalls {
  /** The ARN of the new job, or of the one that this token made before. */
  createJob(body: CreateJobBody, timeoutMs: number): Promise<string>;
  job(id: string): Promise<WireJob>;
  /** Newest first. */
  jobs(query: JobQuery): Promise<WireJobPage>;
  /** The ids of the region's own models; those of inference profiles begin with a place more. */
  models(): Promise<readonly string[]>;
  stopJob(id: string): Promise<void>;
}

export interface CreateJobBody {
  readonly jobName: string;
  readonly clientRequestToken: string;
  readonly modelId: string;
  readonly inputUri: string;
  readonly outputUri: string;
  readonly timeoutHours: number;
}

interface JobQuery {
  readonly sinceMs?: number;
  readonly nameContains?: string;
  readonly maxResults: number;
  readonly nextToken?: string;
}

const TIMEOUTS = { callMs: 60_000 };

const created = z.object({ jobArn: z.string().min(1) });

/** The only place that knows Bedrock's SDK. */
export function openClient(account: AwsAccount, { callMs } = TIMEOUTS): BedrockCalls {
  const client = new BedrockClient({
    ...sharedSettings(account),
    endpoint: account.bedrockEndpoint,
  });
  return {
    createJob: (body, timeoutMs) =>
      create("create batch", timeoutMs, async (abortSignal) => {
        const command = new CreateModelInvocationJobCommand(createInput(body, account.roleArn));
        return created.parse(await client.send(command, { abortSignal }).catch(refuseCreate))
          .jobArn;
      }),
    job: (id) =>
      call("read batch", callMs, async (abortSignal) => {
        const command = new GetModelInvocationJobCommand({ jobIdentifier: id });
        return wireJob.parse(await client.send(command, { abortSignal }).catch(refuse));
      }),
    jobs: ({ sinceMs, ...query }) =>
      call("list batches", callMs, async (abortSignal) => {
        const command = new ListModelInvocationJobsCommand({
          ...query,
          ...(sinceMs === undefined ? {} : { submitTimeAfter: new Date(Math.max(0, sinceMs)) }),
          sortBy: "CreationTime",
          sortOrder: "Descending",
        });
        return wireJobPage.parse(await client.send(command, { abortSignal }).catch(refuse));
      }),
    models: () =>
      call("list models", callMs, async (abortSignal) => {
        const command = new ListFoundationModelsCommand({ byOutputModality: "TEXT" });
        return wireModels.parse(await client.send(command, { abortSignal }).catch(refuse));
      }),
    stopJob: (id) =>
      call("cancel batch", callMs, async (abortSignal) => {
        const command = new StopModelInvocationJobCommand({ jobIdentifier: id });
        await client.send(command, { abortSignal }).catch(refuse);
      }),
  };
}

function createInput(
  { inputUri, outputUri, timeoutHours, ...job }: CreateJobBody,
  roleArn: string,
) {
  return {
    ...job,
    roleArn,
    inputDataConfig: { s3InputDataConfig: { s3Uri: inputUri, s3InputFormat: "JSONL" as const } },
    outputDataConfig: { s3OutputDataConfig: { s3Uri: outputUri } },
    timeoutDurationInHours: timeoutHours,
  };
}

function refuse(error: unknown): never {
  throw refusalOf(error, false);
}

function refuseCreate(error: unknown): never {
  throw refusalOf(error, true);
}
