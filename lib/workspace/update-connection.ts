import { withOrganization } from "../db/client";
import {
  type ConnectionChange,
  type ConnectionRecord,
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
  /** Whoever answers keeps nothing of what it is sent. */
  readonly zeroRetention?: boolean | undefined;
  /** A disabled connection sends nothing new; what was sent is followed and collected. */
  readonly disabled?: boolean | undefined;
}

/** Changes what is given. Throws `not_found`, and `conflict` when the name is taken. */
export async function updateConnection(
  runtime: Runtime,
  organizationId: string,
  update: ConnectionUpdate,
): Promise<ConnectionRecord> {
  const { id, name, keepsFiles, zeroRetention, disabled } = update;
  const secrets = await sealedSecrets(runtime, organizationId, update);
  const updated = await withOrganization(runtime.database, organizationId, (scope) =>
    write(scope, id, {
      ...secrets,
      ...(name === undefined ? {} : { name }),
      ...(keepsFiles === undefined ? {} : { keepsFiles }),
      ...(zeroRetention === undefined ? {} : { zeroRetention }),
      ...(disabled === undefined ? {} : { disabledAt: disabled ? new Date(runtime.now()) : null }),
    }),
  );
  if (updated === "name-taken") throw nameTaken();
  if (updated === null) {
    throw new AppError(
      "not_found",
      "There is no such connection. Look at the list of connections.",
    );
  }
  return updated;
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
