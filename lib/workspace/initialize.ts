import { DEMO_EMAIL } from "../auth/demo";
import { hashPassword } from "../auth/password";
import { asOnlyInitializer } from "../db/due-work";
import { createUser, findUserByEmail } from "../db/user";
import type { Runtime } from "../runtime";
import { createApiKey } from "./create-api-key";
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
  if (await findUserByEmail(runtime.database, email)) return;
  if (!password) throw new Error("INIT_USER_EMAIL needs INIT_USER_PASSWORD beside it.");
  const name = settings.INIT_ORG_NAME ?? "My organization";
  const ownerId = await makeUser(runtime, email, await hashPassword(password));
  const id = await createOrganization(runtime, { name, teamName: "Default", ownerId });
  if (secret)
    await createApiKey(runtime, id, { id: runtime.newId("key"), name: "Initial", secret });
  if (settings.SANDBOX_URL) await connectSandbox(runtime, id, settings);
}

async function makeDemo(runtime: Runtime, settings: InitialSettings): Promise<void> {
  if (await findUserByEmail(runtime.database, DEMO_EMAIL)) return;
  const ownerId = await makeUser(runtime, DEMO_EMAIL, "no password opens this account");
  const id = await createOrganization(runtime, {
    name: "Demo organization",
    teamName: "Default",
    ownerId,
  });
  await connectSandbox(runtime, id, settings);
}

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
    baseUrl: `${SANDBOX_URL.replace(/\/$/, "")}/v1`,
  });
}
