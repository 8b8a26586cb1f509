import { type AuditValues, auditDifference } from "../core/audit";
import { noteAudit } from "../db/audit";
import { type Scope, withOrganization } from "../db/client";
import {
  type ConnectionChange,
  type ConnectionRecord,
  lockConnection,
  updateConnection as write,
} from "../db/connection";
import { AppError } from "../errors";
import { connectionKeyContext, hookSecretContext } from "../line/open-session";
import type { Runtime } from "../runtime";
import { nameTaken } from "./create-connection";
import { keyHint } from "./key-hint";

export interface ConnectionUpdate {
  readonly id: string;
  readonly name?: string | undefined;
  /** Takes the place of the key: work in flight goes on with it. */
  readonly apiKey?: string | undefined;
  /** Of the provider's webhook; empty: nothing is taken any more. */
  readonly hookSecret?: string | undefined;
  readonly keepsFiles?: boolean | undefined;
  /** A disabled connection sends nothing new; what was sent is followed and collected. */
  readonly disabled?: boolean | undefined;
}

/** Changes what is given. Throws `not_found`, and `conflict` when the name is taken. */
export async function updateConnection(
  runtime: Runtime,
  organizationId: string,
  update: ConnectionUpdate,
): Promise<ConnectionRecord> {
  const secrets = await sealedSecrets(runtime, organizationId, update);
  return withOrganization(runtime.database, organizationId, (scope) =>
    change(scope, runtime, update, secrets),
  );
}

async function change(
  scope: Scope,
  runtime: Runtime,
  update: ConnectionUpdate,
  secrets: ConnectionChange,
): Promise<ConnectionRecord> {
  const { id, name, keepsFiles, disabled } = update;
  const before = await lockConnection(scope, id);
  const turns = disabled !== undefined && disabled !== (before?.disabledAt != null);
  const updated = await write(scope, id, {
    ...secrets,
    ...(name === undefined ? {} : { name }),
    ...(keepsFiles === undefined ? {} : { keepsFiles }),
    ...(turns ? { disabledAt: disabled ? new Date(runtime.now()) : null } : {}),
  });
  if (updated === "name-taken") throw nameTaken();
  if (before === null || updated === null) {
    throw new AppError(
      "not_found",
      "There is no such connection. Look at the list of connections.",
    );
  }
  const changed = auditDifference(told(before), {
    ...told(updated),
    ...toldSecrets(update, before),
  });
  if (changed) {
    const { name } = updated;
    await noteAudit(scope, runtime, { action: "connection.updated", id, name, ...changed });
  }
  return updated;
}

const told = ({ name, keepsFiles, disabledAt }: ConnectionRecord): AuditValues => ({
  ...{ name, keepsFiles, disabled: disabledAt !== null },
});

/** That a secret has changed, never what it is or was. */
function toldSecrets(
  { apiKey, hookSecret }: ConnectionUpdate,
  { sealedHookSecret }: ConnectionRecord,
): AuditValues {
  const removed = hookSecret === "" && sealedHookSecret !== null;
  return {
    ...(apiKey ? { apiKey: "replaced" } : {}),
    ...(hookSecret ? { hookSecret: "set" } : {}),
    ...(removed ? { hookSecret: "removed" } : {}),
  };
}

async function sealedSecrets(
  { vault }: Runtime,
  organizationId: string,
  { id, apiKey, hookSecret }: ConnectionUpdate,
): Promise<ConnectionChange> {
  const key = apiKey && {
    sealedKey: await vault.seal(organizationId, connectionKeyContext(id), apiKey),
    keyHint: keyHint(apiKey),
  };
  const hook = hookSecret && {
    sealedHookSecret: await vault.seal(organizationId, hookSecretContext(id), hookSecret),
  };
  return {
    ...(key ? key : {}),
    ...(hookSecret === "" ? { sealedHookSecret: null } : {}),
    ...(hook ? hook : {}),
  };
}
