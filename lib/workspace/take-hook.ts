import { findBatchOfRemote, moveBatch } from "../db/batch";
import { withOrganization } from "../db/client";
import { findConnection, organizationOfConnection } from "../db/connection";
import { AppError } from "../errors";
import { hookSecretContext } from "../line/open-session";
import type { HookDelivery } from "../providers/hook";
import { NOTHING, type StepResult } from "../queue/catalog";
import type { Runtime } from "../runtime";

/**
 * Takes what a provider has sent to the hook of a connection: a hint to look at a batch now, never believed for more. Sent
 * twice, late or out of order it changes nothing. Throws `not_found` where no hook is set up, `unauthorized` for a delivery
 * that is not signed with the secret or is too old.
 */
export async function takeHook(
  runtime: Runtime,
  connectionId: string,
  delivery: Pick<HookDelivery, "headers" | "body">,
): Promise<{ organizationId: string; result: StepResult }> {
  const organizationId = await organizationOfConnection(runtime.database, connectionId);
  const connection =
    organizationId === null
      ? null
      : await withOrganization(runtime.database, organizationId, (scope) =>
          findConnection(scope, connectionId),
        );
  const read = connection && runtime.provider(connection.provider).readHook;
  if (!organizationId || !connection?.sealedHookSecret || !read) {
    throw new AppError("not_found", "There is no such hook. Look at the connection's page.");
  }
  const context = hookSecretContext(connectionId);
  const secret = await runtime.vault.open(organizationId, context, connection.sealedHookSecret);
  const reading = read({ ...delivery, secret, nowMs: runtime.now() });
  if (reading.kind === "refused") {
    throw new AppError("unauthorized", "The delivery is not signed with this hook's secret.");
  }
  const result =
    reading.kind === "batch"
      ? await lookNow(runtime, organizationId, connectionId, reading.remoteId)
      : NOTHING;
  return { organizationId, result };
}

function lookNow(
  { database, now }: Runtime,
  organizationId: string,
  connectionId: string,
  remoteId: string,
): Promise<StepResult> {
  return withOrganization(database, organizationId, async (scope) => {
    const batch = await findBatchOfRemote(scope, connectionId, remoteId);
    if (batch?.state !== "running") return NOTHING;
    const { id } = batch;
    const expected = { id, from: ["running" as const], version: batch.version };
    // Under a new version the poll that waits for its time is not in the way.
    const version = await moveBatch(scope, expected, { dueAt: new Date(now()) });
    if (version === null) return NOTHING;
    const payload = { organizationId, id, version };
    return { followUps: [{ task: "poll-batch", payload }], moved: [] };
  });
}
