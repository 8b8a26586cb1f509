import { may, type Permission, teamsWith } from "@/lib/core/access";
import { parseUsd } from "@/lib/core/money";
import { approveJob } from "@/lib/pipeline/approve-job";
import { compareModels } from "@/lib/queries/compare-models";
import {
  listConnections,
  listProviders,
  showConnection,
  surveyConnection,
} from "@/lib/queries/connections";
import { showDeletion } from "@/lib/queries/data-life";
import { getDataset, listDatasets, listRejects, listRows } from "@/lib/queries/datasets";
import { getJob, listBatches, listJobs } from "@/lib/queries/jobs";
import { listModels } from "@/lib/queries/models";
import { estimate, preview } from "@/lib/queries/planning";
import { savingsReport } from "@/lib/queries/savings-report";
import { checkConnection } from "@/lib/workspace/check-connection";
import { createConnection } from "@/lib/workspace/create-connection";
import { createJob } from "@/lib/workspace/create-job";
import { deleteDataset } from "@/lib/workspace/delete-dataset";
import { deleteJob } from "@/lib/workspace/delete-job";
import { requestCancel } from "@/lib/workspace/request-cancel";
import { retryJob } from "@/lib/workspace/retry-job";
import { updateConnection } from "@/lib/workspace/update-connection";
import { updateDataset } from "@/lib/workspace/update-dataset";
import { accountRouter } from "./account-router";
import { type ApiContext, api } from "./api-context";
import { apiKeyRouter } from "./api-key-router";
import { auditRouter } from "./audit-router";
import { deletionsRouter, retentionRouter } from "./data-life-router";
import { invitationsRouter, membersRouter, teamsRouter } from "./members-router";
import { organizationLife, organizationsRouter } from "./organization-router";
import { pricesRouter } from "./prices-router";
import { carryOn } from "./process";

/** What a handler needs, in the order that verbs and queries take it. */
const parts = ({ process, caller }: ApiContext) =>
  [process.runtime, caller.organizationId] as const;

/** The teams in which the caller may do all this; null: in every team. */
const teams = ({ caller }: ApiContext, ...permissions: Permission[]) =>
  teamsWith(caller.access, permissions);

const connections = {
  create: api.connections.create.handler(async ({ input, context }) => {
    const id = context.newId("con");
    const { baseUrl = null, settings = {}, ...connection } = input;
    return showConnection(
      context.process.runtime,
      await createConnection(...parts(context), { ...connection, id, baseUrl, settings }),
    );
  }),
  list: api.connections.list.handler(({ input, context }) =>
    listConnections(...parts(context), input),
  ),
  update: api.connections.update.handler(async ({ input, context }) =>
    showConnection(context.process.runtime, await updateConnection(...parts(context), input)),
  ),
  check: api.connections.check.handler(({ input, context }) =>
    checkConnection(...parts(context), input.id),
  ),
  survey: api.connections.survey.handler(({ input, context }) =>
    surveyConnection(...parts(context), input.id),
  ),
  providers: api.connections.providers.handler(({ context }) =>
    listProviders(context.process.runtime),
  ),
};

const datasets = {
  get: api.datasets.get.handler(({ input, context }) => getDataset(...parts(context), input.id)),
  list: api.datasets.list.handler(({ input, context }) =>
    listDatasets(...parts(context), { ...input, teams: teams(context, "work:read") }),
  ),
  rows: api.datasets.rows.handler(({ input, context }) => listRows(...parts(context), input)),
  rejects: api.datasets.rejects.handler(({ input, context }) =>
    listRejects(...parts(context), input),
  ),
  update: api.datasets.update.handler(async ({ input, context }) => {
    const mayLower = may(context.caller.access, "organization:manage");
    const changed = await updateDataset(...parts(context), { ...input, mayLower });
    await carryOn(context.process, context.caller.organizationId, changed);
    return getDataset(...parts(context), input.id);
  }),
  delete: api.datasets.delete.handler(async ({ input, context }) => {
    const begun = await deleteDataset(...parts(context), {
      ...input,
      teams: teams(context, "work:delete"),
      seen: teams(context, "work:read"),
    });
    await carryOn(context.process, context.caller.organizationId, begun);
    return showDeletion(begun.deletion);
  }),
};

const jobs = {
  create: api.jobs.create.handler(async ({ input, context }) => {
    const { process, caller } = context;
    const { budgetUsd, teamId = null, strategy = null, ...job } = input;
    const spends: Permission[] = job.autoApprove ? ["job:approve"] : [];
    const created = await createJob(...parts(context), {
      ...job,
      teamId,
      strategy,
      id: context.newId("job"),
      budget: budgetUsd === undefined ? null : parseUsd(budgetUsd),
      createdById: caller.userId,
      apiKeyId: caller.apiKeyId,
      teams: teams(context, "work:submit", ...spends),
    });
    await carryOn(process, caller.organizationId, created);
    return getJob(...parts(context), created.job.id);
  }),
  get: api.jobs.get.handler(({ input, context }) => getJob(...parts(context), input.id)),
  list: api.jobs.list.handler(({ input, context }) =>
    listJobs(...parts(context), { ...input, teams: teams(context, "work:read") }),
  ),
  batches: api.jobs.batches.handler(({ input, context }) => listBatches(...parts(context), input)),
  approve: api.jobs.approve.handler(({ input, context }) => change(context, input.id, approveJob)),
  cancel: api.jobs.cancel.handler(({ input, context }) => change(context, input.id, requestCancel)),
  delete: api.jobs.delete.handler(async ({ input, context }) => {
    const begun = await deleteJob(...parts(context), input.id);
    await carryOn(context.process, context.caller.organizationId, begun);
    return showDeletion(begun.deletion);
  }),
  retry: api.jobs.retry.handler(({ input, context }) => change(context, input.id, retryJob)),
};

async function change(context: ApiContext, id: string, verb: typeof approveJob) {
  const { process, caller } = context;
  const result = await verb(...parts(context), id);
  await carryOn(process, caller.organizationId, result);
  return getJob(...parts(context), id);
}

const planning = {
  estimate: api.planning.estimate.handler(({ input, context }) =>
    estimate(...parts(context), input),
  ),
  compare: api.planning.compare.handler(({ input, context }) =>
    compareModels(...parts(context), input),
  ),
  preview: api.planning.preview.handler(({ input, context }) => preview(...parts(context), input)),
  models: api.planning.models.handler(({ input, context }) => listModels(...parts(context), input)),
};

const organization = {
  ...organizationLife,
  apiKeys: apiKeyRouter,
};

const reports = {
  savings: api.reports.savings.handler(({ input, context }) =>
    savingsReport(...parts(context), { ...input, teams: teams(context, "report:read") }),
  ),
};

/** Every JSON operation of the contract, bound to the verb or query that does it. */
export const router = api.router({
  account: accountRouter,
  audit: auditRouter,
  connections,
  datasets,
  jobs,
  deletions: deletionsRouter,
  retention: retentionRouter,
  planning,
  prices: pricesRouter,
  organization,
  members: membersRouter,
  invitations: invitationsRouter,
  teams: teamsRouter,
  organizations: organizationsRouter,
  reports,
});
