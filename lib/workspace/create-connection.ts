import type { AuditChange } from "../core/audit";
import type { ProviderKind } from "../core/provider-kind";
import { isSandboxAddress } from "../core/sandbox-address";
import { noteAudit } from "../db/audit";
import { withOrganization } from "../db/client";
import {
  type ConnectionRecord,
  findConnection,
  createConnection as insertConnection,
} from "../db/connection";
import { AppError, isProviderError } from "../errors";
import { connectionKeyContext } from "../line/open-session";
import type { Runtime } from "../runtime";
import { learnBatches } from "./check-connection";
import { keyHint } from "./key-hint";

export interface NewConnection {
  readonly id: string;
  readonly name: string;
  readonly provider: ProviderKind;
  readonly apiKey: string;
  readonly baseUrl: string | null;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Adds a provider account; its key is sealed and never given out again. Throws `conflict` when the name is taken, and
 * `invalid_request` naming the field when the provider's account needs something else.
 */
export async function createConnection(
  runtime: Runtime,
  organizationId: string,
  { apiKey, ...connection }: NewConnection,
): Promise<ConnectionRecord> {
  checkFields(runtime, connection);
  await checkAddresses(runtime, connection).catch(asWrongAddress);
  const context = connectionKeyContext(connection.id);
  const sealedKey = await runtime.vault.seal(organizationId, context, apiKey);
  const created = await withOrganization(runtime.database, organizationId, async (scope) => {
    const known = await findConnection(scope, connection.id);
    if (known) return known;
    const inserted = await insertConnection(scope, {
      ...connection,
      sealedKey,
      keyHint: keyHint(apiKey),
      simulated: isSandboxAddress(runtime.settings.sandboxUrl, connection.baseUrl),
    });
    if (inserted) await noteAudit(scope, runtime, added(inserted));
    return inserted;
  });
  if (!created) throw nameTaken();
  return learnBatches(runtime, organizationId, created);
}

const added = ({ id, name, provider, baseUrl }: ConnectionRecord): AuditChange => ({
  ...{ action: "connection.created", id, name, after: { provider, baseUrl } },
});

export function nameTaken(): AppError {
  return new AppError("conflict", "There is a connection of this name. Choose another name.", {
    details: { field: "name" },
  });
}

/** Every field that the provider asks for is there, and none that it does not know. */
function checkFields(
  runtime: Runtime,
  { provider, baseUrl, settings }: Omit<NewConnection, "apiKey">,
): void {
  const { account } = runtime.provider(provider);
  if (account.baseUrl === "required" && baseUrl === null) {
    throw wrongField("baseUrl", "This provider has an address of your own. Enter it.");
  }
  const known = new Map(account.settings.map((setting) => [setting.name, setting]));
  for (const { name, required, pattern, example } of account.settings) {
    const value = settings[name] ?? "";
    const fits = value === "" ? !required : new RegExp(`^(?:${pattern.source})$`).test(value);
    if (!fits) {
      throw wrongField(`settings.${name}`, `${name} looks like ${example}. Correct it.`);
    }
  }
  const stranger = Object.keys(settings).find((name) => !known.has(name));
  if (stranger !== undefined) {
    throw wrongField(`settings.${stranger}`, "This provider has no such setting. Leave it out.");
  }
}

/** Every call looks again at what it connects to; here a wrong address is told while it can be corrected. */
async function checkAddresses(
  { network }: Runtime,
  { baseUrl, settings }: Pick<NewConnection, "baseUrl" | "settings">,
): Promise<void> {
  const named = Object.values(settings).filter((value) => /^https?:/i.test(value));
  for (const address of baseUrl === null ? named : [baseUrl, ...named]) {
    await network?.check(address);
  }
}

function asWrongAddress(error: unknown): never {
  if (!isProviderError(error)) throw error;
  throw wrongField("baseUrl", error.message);
}

function wrongField(field: string, message: string): AppError {
  return new AppError("invalid_request", message, { details: { field } });
}
