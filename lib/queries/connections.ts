import type {
  Connection,
  ConnectionSurvey,
  ProviderInfo,
  ProviderLimitsInfo,
} from "../contracts/connections";
import { LEARNED_LIMIT_HOLDS_MS } from "../core/learned-limit";
import { PROVIDER_KINDS } from "../core/provider-kind";
import { withOrganization } from "../db/client";
import { type ConnectionRecord, listConnections as selectConnections } from "../db/connection";
import { learnedLimitsOf } from "../db/learned-limit";
import { isProviderError } from "../errors";
import { loadConnection, openAccount } from "../line/open-session";
import { connectionProblem } from "../line/raise-attention";
import type { ProviderLimits } from "../providers/provider";
import type { Runtime } from "../runtime";
import { pageOf } from "./page";

/** Provider accounts, oldest first; keys are never shown. */
export async function listConnections(
  runtime: Runtime,
  organizationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const rows = await withOrganization(runtime.database, organizationId, (scope) =>
    selectConnections(scope, { after: cursor ?? null, limit: limit + 1 }),
  );
  return pageOf(
    rows,
    limit,
    (row) => row.id,
    (row) => showConnection(runtime, row),
  );
}

export function showConnection(runtime: Runtime, connection: ConnectionRecord): Connection {
  const { id, name, provider, baseUrl, settings, keyHint, simulated, keepsFiles } = connection;
  const { zeroRetention } = connection;
  const sendsHooks = runtime.provider(provider).readHook !== undefined;
  const url = `${runtime.settings.publicUrl}/api/hooks/${id}`;
  return {
    ...{ id, name, provider, baseUrl, settings, keyHint, simulated, keepsFiles, zeroRetention },
    hook: sendsHooks ? { url, secretSet: connection.sealedHookSecret !== null } : null,
    strayFiles: connection.filesSweptAt && {
      removed: connection.strayFilesRemoved,
      left: connection.strayFilesLeft,
      lookedAt: connection.filesSweptAt.toISOString(),
    },
    takesBatches: connection.takesBatches,
    disabledAt: connection.disabledAt?.toISOString() ?? null,
    createdAt: connection.createdAt.toISOString(),
  };
}

/**
 * Asks the provider what the key can see and what it keeps there, by calls that cost nothing. A refusal is an answer, not an
 * error; the limits, published and learned, are told in any case.
 */
export async function surveyConnection(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<ConnectionSurvey> {
  const connection = await loadConnection(runtime, organizationId, id);
  const known = {
    limits: showLimits(runtime.provider(connection.provider).limits),
    learned: await showLearned(runtime, organizationId, id),
  };
  try {
    const session = await openAccount(runtime, organizationId, connection);
    const { models, ...told } = await session.survey();
    const account = { ...told, models: models && { ...models, names: [...models.names] } };
    return { account, problem: null, ...known };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { account: null, problem: connectionProblem(error), ...known };
  }
}

/** The limits that still hold. */
async function showLearned(
  { database, now }: Runtime,
  organizationId: string,
  id: string,
): Promise<ConnectionSurvey["learned"]> {
  const since = new Date(now() - LEARNED_LIMIT_HOLDS_MS);
  const found = await withOrganization(database, organizationId, (scope) =>
    learnedLimitsOf(scope, id, since),
  );
  return found.map(({ model, kind, value, learnedAt }) => ({
    ...{ model, kind, value },
    learnedAt: learnedAt.toISOString(),
  }));
}

/** A limit that no batch can reach is none. */
function showLimits(limits: ProviderLimits): ProviderLimitsInfo {
  const { maxTokensPerBatch: tokens } = limits;
  return {
    minRequestsPerBatch: limits.minRequestsPerBatch,
    maxRequestsPerBatch: limits.maxRequestsPerBatch,
    maxBytesPerBatch: limits.maxBytesPerBatch,
    maxBytesPerRequest: limits.maxBytesPerLine,
    maxTokensPerBatch: tokens === Number.MAX_SAFE_INTEGER ? null : tokens,
    completionWindowsHours: [...limits.completionWindowsHours],
  };
}

/** Every kind of provider, with what a connection to it must be told and what a batch there may hold. */
export function listProviders(runtime: Runtime): { data: ProviderInfo[] } {
  return {
    data: PROVIDER_KINDS.map((kind) => {
      const { account, capabilities, limits } = runtime.provider(kind);
      return {
        kind,
        baseUrl: account.baseUrl,
        settings: account.settings.map(({ pattern, ...setting }) => ({
          ...setting,
          pattern: pattern.source,
        })),
        channels: [...capabilities.channels("")],
        ownModelNames: account.ownModelNames === true,
        limits: showLimits(limits),
        find: capabilities.find,
        batchStore: capabilities.batchStorage.store,
      };
    }),
  };
}
