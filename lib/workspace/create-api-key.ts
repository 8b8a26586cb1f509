import { type ApiKeyRecord, createApiKey as insertApiKey } from "../db/api-key";
import { withOrganization } from "../db/client";
import type { Runtime } from "../runtime";
import { hashApiKey, newApiKey } from "../secrets";

const SHOWN_CHARACTERS = 10;

/** Makes an API key. Its secret is returned here and nowhere else: only a hash is kept. */
export async function createApiKey(
  runtime: Runtime,
  organizationId: string,
  { id, name, secret = newApiKey() }: { id: string; name: string; secret?: string },
): Promise<{ key: ApiKeyRecord; secret: string }> {
  const prefix = secret.slice(0, SHOWN_CHARACTERS);
  const key = await withOrganization(runtime.database, organizationId, (scope) =>
    insertApiKey(scope, { id, name, prefix, hash: hashApiKey(secret) }),
  );
  return { key, secret };
}
