import { createConnection } from "../workspace/create-connection";
import type { ContractCase } from "./contract-cases/contract-case";
import type { JobLine } from "./job-line";

/** A connection to an account of its own in the line's sandbox, so that a test can count what is there. */
export async function ownAccount(
  { line, runtime, organizationId }: JobLine,
  { kind, path, settings }: Pick<ContractCase, "kind" | "path" | "settings">,
) {
  const apiKey = `sk-sandbox-${runtime.newId("key")}`;
  const { id: connectionId } = await createConnection(runtime, organizationId, {
    ...{ id: runtime.newId("con"), name: `${kind} ${apiKey}`, provider: kind, apiKey, settings },
    baseUrl: `${line.sandbox.url}${path}`,
  });
  return { connectionId, account: () => line.sandbox.account(apiKey, kind) };
}
