import { formatUsd, type Money } from "../core/money";
import type { Channel } from "../core/pricing";
import type { RequestTemplate } from "../core/request";
import { channelOf, type Strategy } from "../core/strategy";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import { type ConnectionRecord, findConnection } from "../db/connection";
import { findDataset } from "../db/dataset";
import { findJob, createJob as insertJob, type JobRecord } from "../db/job";
import { AppError } from "../errors";
import { requestContext } from "../line/job-request";
import { requestHash, requestProblems } from "../line/request-line";
import type { StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";
import { chosenTeam } from "./chosen-team";

export interface NewJob {
  /** The same id again is the same job. */
  readonly id: string;
  readonly name: string;
  readonly datasetId: string;
  readonly connectionId: string;
  readonly teamId: string | null;
  /** The teams in which the caller may submit it, and approve it if it approves itself; null: every team. */
  readonly teams: readonly string[] | null;
  readonly model: string;
  readonly request: RequestTemplate;
  /** Null: batches where the connection takes them, else rows one by one. */
  readonly strategy: Strategy | null;
  readonly completionWindowHours: number;
  readonly budget: Money | null;
  readonly maxAttempts: number;
  readonly autoApprove: boolean;
  readonly createdById: string | null;
  readonly apiKeyId: string | null;
}

/** Adds a job and has it estimated. Throws `invalid_request` when its parts do not fit each other and `not_found`, both naming the field. */
export async function createJob(
  runtime: Runtime,
  organizationId: string,
  { request, teams, ...job }: NewJob,
): Promise<StepResult & { job: JobRecord }> {
  const text = JSON.stringify(request);
  const sealedRequest = await runtime.vault.seal(organizationId, requestContext(job.id), text);
  const created = await withOrganization(runtime.database, organizationId, async (scope) => {
    const known = await findJob(scope, job.id);
    if (known) return known;
    const { connection, strategy, teamId } = await fittingParts(scope, runtime, {
      ...{ request, teams, ...job },
    });
    const { provider, simulated } = connection;
    const inserted = await insertJob(
      scope,
      {
        ...job,
        teamId,
        strategy,
        provider,
        simulated,
        sealedRequest,
        requestHash: requestHash(organizationId, request, job.datasetId),
      },
      new Date(runtime.now()),
    );
    const { id, name, autoApprove } = job;
    const budgetUsd = job.budget === null ? null : formatUsd(job.budget);
    const after = { model: job.model, connection: connection.name, autoApprove, budgetUsd };
    await noteAudit(scope, runtime, { action: "job.created", id, name, after });
    return inserted;
  });
  const payload = { organizationId, id: created.id, version: created.version };
  return {
    job: created,
    followUps: created.state === "estimating" ? [{ task: "estimate-job", payload }] : [],
    moved: [{ kind: "job", id: created.id }],
  };
}

async function fittingParts(scope: Scope, runtime: Runtime, job: NewJob | Omit<NewJob, "id">) {
  const dataset = await findDataset(scope, job.datasetId);
  if (!dataset) throw unknown("datasetId", "dataset");
  const connection = await findConnection(scope, job.connectionId);
  if (!connection) throw unknown("connectionId", "connection");
  const team = await chosenTeam(scope, job);
  if (dataset.state === "failed") {
    throw misfit("datasetId", "This data could not be imported. Upload it again.");
  }
  if (dataset.state === "ready") {
    const { request, model } = job;
    const [first] = requestProblems({ request, columns: dataset.columns, model });
    if (first) throw misfit("request", first.message, { reason: first.code, ...first.params });
  }
  const strategy = fittingStrategy(runtime, connection, job);
  return { connection, strategy, teamId: team.id };
}

function fittingStrategy(
  runtime: Runtime,
  { provider, takesBatches }: ConnectionRecord,
  { model, strategy: given, completionWindowHours }: Omit<NewJob, "id">,
): Strategy {
  const { capabilities, limits } = runtime.provider(provider);
  const channels = capabilities
    .channels(model)
    .filter((channel) => channel !== "batch" || takesBatches !== false);
  const strategy: Strategy =
    given ?? (channels.includes("batch") ? { type: "static" } : { type: "continuous" });
  const channel = channelOf(strategy);
  if (!channels.includes(channel)) throw noChannel(channel);
  const windows = limits.completionWindowsHours;
  if (channel === "batch" && !windows.includes(completionWindowHours)) {
    const choice = windows.join(" or ");
    throw misfit("completionWindowHours", `This provider offers ${choice} hours. Choose that.`);
  }
  return strategy;
}

function noChannel(channel: Channel): AppError {
  return channel === "batch"
    ? misfit("strategy.type", "There are no batches here. Use the strategy `continuous`.")
    : misfit(
        "strategy.channel",
        `There is no ${channel} channel here. Use another one, or batches.`,
      );
}

const unknown = (field: string, thing: string): AppError =>
  new AppError("not_found", `There is no such ${thing}. Look at the list of ${thing}s.`, {
    details: { field },
  });

const misfit = (field: string, message: string, details: Record<string, unknown> = {}): AppError =>
  new AppError("invalid_request", message, { details: { field, ...details } });
