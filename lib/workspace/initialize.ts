import { DEMO_EMAIL } from "../auth/demo";
import { hashPassword, NO_PASSWORD } from "../auth/password";
import { KEY_SCOPES } from "../core/access";
import { createApiKey as insertApiKey } from "../db/api-key";
import { noteAudit } from "../db/audit";
import { asOnlyInitializer } from "../db/due-work";
import { createUser, findUserByEmail, membershipsOf } from "../db/user";
import type { Runtime } from "../runtime";
import { hashApiKey } from "../secrets";
import { createConnection } from "./create-connection";
import { createOrganization } from "./create-organization";

export interface InitialSettings {
  readonly INIT_ORG_NAME?: string | undefined;
  readonly INIT_USER_EMAIL?: string | undefined;
  readonly INIT_USER_PASSWORD?: string | undefined;
  readonly INIT_API_KEY?: string | undefined;
  readonly DEMO: boolean;
  readonly SANDBOX_URL?: string | undefined;
  readonly SANDBOX_KEY: string;
}

/** The first start: what INIT_* names is made once, and on the embedded default a demo organization beside the sandbox. */
export function initialize(runtime: Runtime, settings: InitialSettings): Promise<void> {
  return asOnlyInitializer(runtime.database, async () => {
    if (settings.INIT_USER_EMAIL) await makeInitial(runtime, settings, settings.INIT_USER_EMAIL);
    if (settings.DEMO) await makeDemo(runtime, settings);
  });
}

async function makeInitial(
  runtime: Runtime,
  settings: InitialSettings,
  email: string,
): Promise<void> {
  const { INIT_USER_PASSWORD: password, INIT_API_KEY: secret } = settings;
  const known = await findUserByEmail(runtime.database, email);
  if (!known && !password) throw new Error("INIT_USER_EMAIL needs INIT_USER_PASSWORD beside it.");
  const ownerId = known?.id ?? (await makeUser(runtime, email, await hashPassword(password ?? "")));
  await setUp(
    runtime,
    settings,
    { ownerId, name: settings.INIT_ORG_NAME ?? "My organization" },
    secret,
  );
}

async function makeDemo(runtime: Runtime, settings: InitialSettings): Promise<void> {
  const known = await findUserByEmail(runtime.database, DEMO_EMAIL);
  const ownerId = known?.id ?? (await makeUser(runtime, DEMO_EMAIL, NO_PASSWORD));
  await setUp(runtime, settings, { ownerId, name: "Demo organization" });
}

/** Makes an organization with its key, all of it or nothing, if its owner has none yet; then the sandbox's connection. */
async function setUp(
  runtime: Runtime,
  settings: InitialSettings,
  { ownerId, name }: { ownerId: string; name: string },
  secret?: string,
): Promise<void> {
  if ((await membershipsOf(runtime.database, ownerId)).length > 0) return;
  const organization = { name, teamName: "Default", ownerId };
  const id = await createOrganization(runtime, organization, async (scope) => {
    if (!secret) return;
    const name = "Initial";
    const key = { id: runtime.newId("key"), name, prefix: secret.slice(0, 10), ...WHOLE };
    await insertApiKey(scope, { ...key, hash: hashApiKey(secret) });
    await noteAudit(scope, runtime, { action: "key.created", id: key.id, name });
  });
  await connectSandbox(runtime, id, settings);
}

/** A key that may do all that a key can, for as long as it is not revoked. */
const WHOLE = {
  ...{ scopes: KEY_SCOPES, teamId: null, expiresAt: null },
  ...{ budget: null, createdById: null },
} as const;

async function makeUser(runtime: Runtime, email: string, passwordHash: string): Promise<string> {
  const id = runtime.newId("user");
  const name = email.split("@")[0] ?? email;
  await createUser(runtime.database, { id, email, name, passwordHash });
  return id;
}

async function connectSandbox(
  runtime: Runtime,
  organizationId: string,
  { SANDBOX_URL, SANDBOX_KEY }: InitialSettings,
): Promise<void> {
  if (!SANDBOX_URL) return;
  await createConnection(runtime, organizationId, {
    id: runtime.newId("con"),
    name: "Sandbox (simulated OpenAI)",
    provider: "openai",
    apiKey: SANDBOX_KEY,
    settings: {},
    baseUrl: `${SANDBOX_URL.replace(/\/$/, "")}/v1`,
  });
}
