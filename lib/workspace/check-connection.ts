import type { Problem } from "../core/problem";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import { type ConnectionRecord, updateConnection } from "../db/connection";
import { isProviderError } from "../errors";
import { loadConnection, openAccount } from "../line/open-session";
import { connectionProblem } from "../line/raise-attention";
import type { Runtime } from "../runtime";

/** Asks the provider whether it takes the key: a call that costs nothing. A refusal is an answer, not an error. */
export async function checkConnection(
  runtime: Runtime,
  organizationId: string,
  id: string,
): Promise<{ readonly ok: boolean; readonly problem: Problem | null }> {
  try {
    const connection = await loadConnection(runtime, organizationId, id);
    const session = await openAccount(runtime, organizationId, connection);
    await session.check();
    await learnBatches(runtime, organizationId, connection);
    return { ok: true, problem: null };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { ok: false, problem: connectionProblem(error) };
  }
}

/** Notes whether the server has batches, where not every one has and it says so. Otherwise what is known stays. */
export async function learnBatches(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
): Promise<ConnectionRecord> {
  if (!runtime.provider(connection.provider).account.maybeNoBatches) return connection;
  const batches = await askForBatches(runtime, organizationId, connection);
  if (batches === null || batches === connection.takesBatches) return connection;
  await withOrganization(runtime.database, organizationId, async (scope) => {
    const { id, name, takesBatches } = connection;
    await updateConnection(scope, id, { takesBatches: batches });
    const changed = { before: { takesBatches }, after: { takesBatches: batches } };
    await noteAudit(scope, runtime, { action: "connection.updated", id, name, ...changed });
  });
  return { ...connection, takesBatches: batches };
}

async function askForBatches(
  runtime: Runtime,
  organizationId: string,
  connection: ConnectionRecord,
): Promise<boolean | null> {
  try {
    const session = await openAccount(runtime, organizationId, connection);
    return (await session.survey()).batches;
  } catch (error) {
    if (isProviderError(error)) return null;
    throw error;
  }
}
