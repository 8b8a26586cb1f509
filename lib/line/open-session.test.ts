import { afterAll, beforeAll, expect, test } from "vitest";
import { openPublicNetwork } from "../providers/public-network";
import type { Runtime } from "../runtime";
import { type JobLine, openJobLine } from "../testing/job-line";
import { testServers } from "../testing/servers";
import { loadConnection, openAccount } from "./open-session";

let tranche: JobLine;

beforeAll(async () => {
  tranche = await openJobLine({ serverUrl: testServers().databaseUrl });
});
afterAll(() => tranche.close());

async function checkOver(network: Runtime["network"]): Promise<void> {
  const { runtime, organizationId, connectionId } = tranche;
  const connection = await loadConnection(runtime, organizationId, connectionId);
  const session = await openAccount({ ...runtime, network }, organizationId, connection);
  await session.check();
}

test("an account is opened over the runtime's connections, which refuse private addresses", async () => {
  await checkOver(null);
  await checkOver(openPublicNetwork({ sandboxUrl: tranche.line.sandbox.url }));
  await expect(checkOver(openPublicNetwork({ sandboxUrl: null }))).rejects.toMatchObject({
    kind: "invalid",
    providerCode: "private_address",
  });
});
