import { withOrganization } from "../db/client";
import { type ConnectionRecord, updateConnection as write } from "../db/connection";
import { AppError } from "../errors";
import { connectionKeyContext } from "../line/open-session";
import type { Runtime } from "../runtime";
import { nameTaken } from "./create-connection";
import { keyHint } from "./key-hint";

export interface ConnectionUpdate {
  readonly id: string;
  readonly name?: string | undefined;
  /** Takes the place of the key: work in flight goes on with it. */
  readonly apiKey?: string | undefined;
  readonly keepsFiles?: boolean | undefined;
  /** A disabled connection sends nothing new; what was sent is followed and collected. */
  readonly disabled?: boolean | undefined;
}

/** Changes what is given. Throws `not_found`, and `conflict` when the name is taken. */
export async function updateConnection(
  runtime: Runtime,
  organizationId: string,
  { id, name, apiKey, keepsFiles, disabled }: ConnectionUpdate,
): Promise<ConnectionRecord> {
  const key = apiKey && {
    sealedKey: await runtime.vault.seal(organizationId, connectionKeyContext(id), apiKey),
    keyHint: keyHint(apiKey),
  };
  const updated = await withOrganization(runtime.database, organizationId, (scope) =>
    write(scope, id, {
      ...(name === undefined ? {} : { name }),
      ...(key ? key : {}),
      ...(keepsFiles === undefined ? {} : { keepsFiles }),
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
